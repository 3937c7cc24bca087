/** The archive that a self-extracting program or a picture carries behind its own end. A zip there is found by its own end. */

export interface Overlay {
  type: string;
  at: number;
}

const marks: [type: string, mark: Buffer][] = [
  ['application/vnd.rar', Buffer.from('Rar!\x1a\x07', 'latin1')],
  ['application/x-7z-compressed', Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1')],
  ['application/vnd.ms-cab-compressed', Buffer.from('MSCF\0\0\0\0', 'latin1')],
];

/** Archive programs look for their mark anywhere; these show as a picture in everything else. */
const pictures = ['ffd8ff', '89504e470d0a1a0a', '47494638'].map((start) => Buffer.from(start, 'hex'));

/** Undefined where the file is no program and no picture, or carries none of these. */
export function overlayArchive(bytes: Uint8Array): Overlay | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = pictures.some((begin) => begin.equals(file.subarray(0, begin.length))) ? 0 : overlayStart(file);
  if (start === undefined) return undefined;
  const found = marks.map(([type, mark]) => ({ type, at: file.indexOf(mark, start) })).filter(({ at }) => at >= 0);
  return found.sort((a, b) => a.at - b.at)[0];
}

/** PE format: sections of 40 bytes behind the optional header; each says where in the file it lies and how long it is. */
function overlayStart(file: Buffer): number | undefined {
  if (file.length < 64 || file.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const header = file.readUInt32LE(0x3c);
  if (header + 24 > file.length || file.toString('latin1', header, header + 4) !== 'PE\0\0') return undefined;
  const sections = header + 24 + file.readUInt16LE(header + 20);
  let end = sections;
  for (let i = 0; i < file.readUInt16LE(header + 6); i++) {
    const section = sections + i * 40;
    if (section + 40 > file.length) break;
    end = Math.max(end, file.readUInt32LE(section + 16) + file.readUInt32LE(section + 20));
  }
  return end;
}
