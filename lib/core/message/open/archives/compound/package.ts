/** What Windows' packager writes into an OLE object ([MS-OLEDS] section 2.3.6): a file, and by which names. */

export interface Package {
  /** Label, path, and the path that it is unpacked to, as far as they are there. */
  names: string[];
  /** Undefined where what follows the names is not as the packager writes it. */
  file?: Buffer;
}

/** Label and path end with NUL; 0, 3 and the path again with its length; then the file with its length. */
export function readPackage(data: Buffer, labelAt: number): Package {
  const label = readString(data, labelAt);
  const path = readString(data, label.end);
  const pathAgain = path.end + 4;
  const names = (...further: string[]): string[] => [label.text, path.text, ...further].filter((name) => name !== '');
  if (data.length < pathAgain + 4) return { names: names() };
  const temporary = data.toString('latin1', pathAgain + 4, pathAgain + 4 + data.readUInt32LE(pathAgain));
  const sizeAt = pathAgain + 4 + temporary.length;
  const size = data.length >= sizeAt + 4 ? data.readUInt32LE(sizeAt) : Infinity;
  if (sizeAt + 4 + size > data.length) return { names: names() };
  return { names: names(temporary.replace(/\0+$/, '')), file: data.subarray(sizeAt + 4, sizeAt + 4 + size) };
}

function readString(data: Buffer, start: number): { text: string; end: number } {
  const nul = data.indexOf(0, start);
  const end = nul < 0 ? data.length : nul;
  return { text: data.toString('latin1', start, end), end: end + 1 };
}
