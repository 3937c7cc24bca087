/** A .tar.gz of a folder, always the same for the same files: CDK names an asset by its hash (POSIX.1-2001 ustar). */
import { existsSync, globSync, readFileSync, renameSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const block = 512;
const longestName = 100;
const longestPrefix = 155;

/** The archive beside the folder, made anew where something in the folder is younger. */
export function archiveOf(folder: string): string {
  const path = `${folder}.tar.gz`;
  const youngest = Math.max(...filesIn(folder).map(({ stat }) => stat.mtimeMs));
  if (existsSync(path) && statSync(path).mtimeMs > youngest) return path;
  // Another process may be doing the same.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, tarOf(folder));
  renameSync(draft, path);
  return path;
}

export function tarOf(folder: string): Buffer {
  const files = filesIn(folder).map(({ name, stat }) => {
    const mode = stat.mode & 0o111 ? '0000755\0' : '0000644\0';
    return entryOf(name.replaceAll('\\', '/'), mode, readFileSync(join(folder, name)));
  });
  return gzipSync(Buffer.concat([...files, Buffer.alloc(2 * block)]));
}

function filesIn(folder: string): { name: string; stat: Stats }[] {
  return globSync('**', { cwd: folder })
    .map((name) => ({ name, stat: statSync(join(folder, name)) }))
    .filter(({ stat }) => stat.isFile())
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function entryOf(path: string, mode: string, bytes: Buffer): Buffer {
  const padding = (block - (bytes.length % block)) % block;
  return Buffer.concat([headerOf(path, mode, bytes.length), bytes, Buffer.alloc(padding)]);
}

function headerOf(path: string, mode: string, size: number): Buffer {
  const header = Buffer.alloc(block);
  const { prefix, name } = cut(path);
  header.write(name, 0);
  header.write(mode, 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  // Not the time of the file: it would make another archive of the same code.
  header.write(`${'0'.repeat(11)}\0`, 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\0', 257);
  header.write('00', 263);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** A path of more than 100 bytes is parted at a slash. */
function cut(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= longestName) return { prefix: '', name: path };
  const at = path.indexOf('/', Buffer.byteLength(path) - longestName - 1);
  const prefix = path.slice(0, Math.max(at, 0));
  const name = path.slice(at + 1);
  if (at < 0 || Buffer.byteLength(prefix) > longestPrefix || Buffer.byteLength(name) > longestName)
    throw new Error(`${path} is too long a path for an archive of the edge's code`);
  return { prefix, name };
}
