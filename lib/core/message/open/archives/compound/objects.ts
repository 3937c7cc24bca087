/** Files that somebody put into a document: OLE packages, and whole documents in a stream of their own. */
import type { Finder, Found } from './finder.ts';

/** Streams that are a file as it is: embedded Office documents, and what other programs keep (PDF and so on). */
const wholeFiles = /^(?:Package|CONTENTS|EmbeddedOdf)$/;
const packager = '\u0001Ole10Native';

export const objects: Finder = function* (compound) {
  for (const entry of compound.entries) {
    if (entry.kind !== 'stream' || entry.size === 0) continue;
    const isPackage = entry.name === packager;
    if (!isPackage && !wholeFiles.test(entry.name)) continue;
    const bytes = compound.read(entry);
    const whole = bytes.length === entry.size;
    yield isPackage ? unwrap(bytes, whole) : { names: [], bytes, whole };
  }
};

/**
 * [MS-OLEDS] section 2.3.6 and what Windows' packager writes into it: size, 2, label, path, 0, 3, the path again with its length, then the
 * file with its length. What does not follow this is some other program's own data, and handed out as it is.
 */
function unwrap(stream: Buffer, whole: boolean): Found {
  const label = readString(stream, 6);
  const path = readString(stream, label.end);
  const pathAgain = path.end + 4;
  if (stream.length < pathAgain + 4) return { names: [], bytes: stream.subarray(4), whole };
  const temporary = stream.toString('latin1', pathAgain + 4, pathAgain + 4 + stream.readUInt32LE(pathAgain));
  const sizeAt = pathAgain + 4 + temporary.length;
  const size = stream.length >= sizeAt + 4 ? stream.readUInt32LE(sizeAt) : Infinity;
  if (sizeAt + 4 + size > stream.length) return { names: [], bytes: stream.subarray(4), whole };
  const names = [label.text, path.text, temporary.replace(/\0+$/, '')].filter((name) => name !== '');
  return { names: [...new Set(names)], bytes: stream.subarray(sizeAt + 4, sizeAt + 4 + size), whole };
}

function readString(stream: Buffer, start: number): { text: string; end: number } {
  const nul = stream.indexOf(0, start);
  const end = nul < 0 ? stream.length : nul;
  return { text: stream.toString('latin1', start, end), end: end + 1 };
}
