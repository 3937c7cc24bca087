/** Where Lambda unpacks the layer of layers/clamav: not /opt/lib, which is on the library path of every program there. */
export const layerFolder = '/opt/clamav';
