/** Files that somebody put into a document: OLE packages, and whole documents in a stream of their own. */
import type { Finder, Found } from './finder.ts';
import { readPackage } from './package.ts';

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

function unwrap(stream: Buffer, whole: boolean): Found {
  const { names, file } = readPackage(stream, 6);
  // What is no package is some other program's own data, and handed out as it is behind its size.
  return file ? { names: [...new Set(names)], bytes: file, whole } : { names: [], bytes: stream.subarray(4), whole };
}
