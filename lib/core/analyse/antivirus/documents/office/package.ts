/** Objects inside documents: files wrapped by the Packager ([MS-OLEDS] section 2.3.6), and formulas of the old equation editor. */
import { Buffer } from 'node:buffer';

import { readPackage } from '../../../../message/open/archives/compound/package.ts';
import type { Finding } from '../../../../findings/finding.ts';
import { fact } from '../codes.ts';
import { isProgramName } from '../commands.ts';

/** The Packager's own data: a size (in a stream alone), a number, then `readPackage`. */
export function packageFacts(data: Buffer, labelAt = 6): Finding[] {
  const { names } = readPackage(data, labelAt);
  const program = names.find(isProgramName);
  if (program !== undefined) return [fact('DOCUMENT_EMBEDDED_PROGRAM', program)];
  return holdsProgram(data) ? [fact('DOCUMENT_EMBEDDED_PROGRAM', names[0])] : [];
}

/** A Windows program near the beginning: its DOS header, and the PE header where that says. */
export function holdsProgram(data: Buffer, within = 2048): boolean {
  for (let at = data.indexOf('MZ'); at >= 0 && at < within; at = data.indexOf('MZ', at + 1)) {
    if (at + 64 > data.length) return false;
    const header = at + data.readUInt32LE(at + 60);
    if (header + 4 <= data.length && data.readUInt32LE(header) === 0x4550) return true;
  }
  return false;
}

/** {0002CE02-0000-0000-C000-000000000046} as it lies in memory. */
export const equationClass = Buffer.from('02ce020000000000c000000000000046', 'hex');

const headerSize = 28;
/** LF_FACESIZE is 32 with its NUL: the editor copies longer names over its stack. */
const longestFontName = 40;
const fontRecord = 8;
const searched = 160;

/**
 * The header EQNOLEFILEHDR, then MTEF: five bytes and records. In the first of them a font record whose name has no end overflows
 * the editor; honest formulas are full of NULs (each letter has one).
 */
export function equationFacts(native: Buffer): Finding[] {
  const mtef =
    native.length > headerSize && native.readUInt16LE(0) === headerSize ? native.subarray(headerSize) : native;
  for (let at = 5; at < Math.min(searched, mtef.length - longestFontName); at++) {
    if (mtef[at] !== fontRecord) continue;
    const name = mtef.subarray(at + 3, at + 3 + longestFontName);
    if (!name.includes(0)) return [fact('DOCUMENT_EXPLOIT_EQUATION', 'font name without end')];
  }
  return [fact('DOCUMENT_EQUATION_OBJECT')];
}
