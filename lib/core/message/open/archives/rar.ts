/** The blocks of a RAR archive, walked to its end without opening anything: is it whole, one of several, encrypted as a whole? */
import type { Frame } from './frame.ts';

/** Far more than there may be entries; each step moves on, so this only bounds the work. */
const maxBlocks = 100_000;

const FILE4 = 0x74;
const MAIN4 = 0x73;
const END4 = 0x7b;

/** RAR 1.5 to 4 (technote.txt): checksum 2, type 1, flags 2, size 2, and with flag 0x8000 the size of what follows. */
export function rar4State(file: Buffer): Frame {
  let at = 7;
  for (let i = 0; i < maxBlocks && at + 7 <= file.length; i++) {
    const type = file.readUInt8(at + 2);
    const flags = file.readUInt16LE(at + 3);
    if (type === MAIN4 && (flags & 0x80) !== 0) return 'encrypted';
    if ((type === MAIN4 && (flags & 1) !== 0) || (type === FILE4 && (flags & 3) !== 0)) return 'split';
    if (type === END4) return 'whole';
    const size = file.readUInt16LE(at + 5);
    const follows = (flags & 0x8000) !== 0 && at + 11 <= file.length ? file.readUInt32LE(at + 7) : 0;
    if (size < 7) return 'cut';
    at += size + follows;
  }
  // Old archives have no end block: they end where their last block does.
  return at === file.length ? 'whole' : 'cut';
}

const MAIN5 = 1;
const ENCRYPTION5 = 4;
const END5 = 5;

/** RAR 5: checksum 4, then size, type, flags and, by flags, the sizes of extra area and data, all as variable-length numbers. */
export function rar5State(file: Buffer): Frame {
  let at = 8;
  for (let i = 0; i < maxBlocks && at + 7 <= file.length; i++) {
    const block = readBlock5(file, at + 4);
    if (block === undefined) return 'cut';
    if (block.type === ENCRYPTION5) return 'encrypted';
    // Archive flags of the main header, and of the end header: 1 is "volume" and "not the last volume".
    if ((block.type === MAIN5 || block.type === END5) && (block.own & 1) !== 0) return 'split';
    if (block.type === END5) return block.next <= file.length ? 'whole' : 'cut';
    at = block.next;
  }
  return 'cut';
}

interface Block5 {
  type: number;
  /** The first number of the type's own fields. */
  own: number;
  next: number;
}

function readBlock5(file: Buffer, start: number): Block5 | undefined {
  const numbers: number[] = [];
  let at = start;
  let headerEnd = 0;
  // Size, type, flags, up to two sizes and one of its own.
  for (let i = 0; i < 6; i++) {
    const number = readNumber(file, at);
    if (number === undefined) break;
    numbers.push(number.value);
    at = number.end;
    if (i === 0) headerEnd = at + number.value;
  }
  const [size, type, flags, ...rest] = numbers;
  if (size === undefined || type === undefined || flags === undefined) return undefined;
  const hasExtra = (flags & 1) !== 0 ? 1 : 0;
  const hasData = (flags & 2) !== 0 ? 1 : 0;
  const data = hasData === 1 ? (rest[hasExtra] ?? 0) : 0;
  return { type, own: rest[hasExtra + hasData] ?? 0, next: headerEnd + data };
}

/** Seven bits a byte, the lowest first, the highest bit: more follow. */
function readNumber(file: Buffer, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let i = 0; i < 8 && start + i < file.length; i++) {
    const byte = file.readUInt8(start + i);
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  return undefined;
}
