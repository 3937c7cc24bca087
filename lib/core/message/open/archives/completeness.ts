/** Whether an archive is all there, told from its own headers, because libarchive takes a cut archive for a short one. */
import { crc32 } from 'node:zlib';

import type { Gathering } from './expansion.ts';
import type { Frame } from './frame.ts';
import { rar4State, rar5State } from './rar.ts';

/** By the first bytes, whatever the type was called. */
export function frameOf(bytes: Uint8Array): Frame {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = file.toString('latin1', 0, 8);
  if (start.startsWith('7z\xbc\xaf\x27\x1c')) return sevenZip(file);
  if (start === 'Rar!\x1a\x07\x01\x00') return rar5State(file);
  if (start.startsWith('Rar!\x1a\x07\x00')) return rar4State(file);
  if (start.startsWith('MSCF')) return cabinet(file);
  if (start.startsWith('!<arch>\n')) return ar(file);
  if (/^(?:07070[127]|\xc7\x71|\x71\xc7)/.test(start)) return file.includes('TRAILER!!!') ? 'whole' : 'cut';
  if (file.toString('latin1', 32_769, 32_774) === 'CD001') return iso(file);
  return 'unknown';
}

export function noteFrame(frame: Frame, into: Gathering): void {
  if (frame === 'cut') into.defect('ARCHIVE_DAMAGED', 'the archive ends before its end');
  if (frame === 'split') into.defect('ARCHIVE_SPLIT');
  if (frame === 'encrypted') into.defect('ARCHIVE_ENCRYPTED', 'the list of files is encrypted');
}

/** 7zFormat.txt: the start header points to the header at the end; both have a checksum. AES (06F10701) in it hides the names too. */
function sevenZip(file: Buffer): Frame {
  if (file.length < 32 || crc32(file.subarray(12, 32)) !== file.readUInt32LE(8)) return 'cut';
  const at = 32 + Number(file.readBigUInt64LE(12));
  const size = Number(file.readBigUInt64LE(20));
  const header = file.subarray(at, at + size);
  if (at + size > file.length || crc32(header) !== file.readUInt32LE(28)) return 'cut';
  const encoded = header[0] === 0x17;
  return encoded && header.includes(Buffer.from([0x06, 0xf1, 0x07, 0x01])) ? 'encrypted' : 'whole';
}

/** [MS-CAB] section 2.1: cbCabinet at 8; flags at 30 say that files go on in another cabinet. */
function cabinet(file: Buffer): Frame {
  if (file.length < 36 || file.readUInt32LE(8) > file.length) return 'cut';
  return (file.readUInt16LE(30) & 3) === 0 ? 'whole' : 'split';
}

/** Members of 60 bytes and their size, at even offsets (ar(5)). */
function ar(file: Buffer): Frame {
  let at = 8;
  while (at + 60 <= file.length) {
    const size = Number.parseInt(file.toString('latin1', at + 48, at + 58), 10);
    if (!(size >= 0) || file.readUInt16LE(at + 58) !== 0x0a60) return 'cut';
    at += 60 + size + (size % 2);
  }
  // Some writers leave out the padding of the last member.
  return at === file.length || at === file.length + 1 ? 'whole' : 'cut';
}

/** ECMA-119 section 8.4: volume space size in logical blocks, both little-endian here. */
function iso(file: Buffer): Frame {
  if (file.length < 34_816) return 'cut';
  const blocks = file.readUInt32LE(32_768 + 80);
  const blockSize = file.readUInt16LE(32_768 + 128);
  return blocks * blockSize > file.length ? 'cut' : 'whole';
}
