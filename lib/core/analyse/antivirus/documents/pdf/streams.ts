/** The content of streams (ISO 32000-1 section 7.4): decrypted, and decoded through the filters that text goes through. */
import { Buffer } from 'node:buffer';
import { constants, inflateSync } from 'node:zlib';

import { TooComplex, Unreadable } from '../codes.ts';
import { decrypt, type PdfKey } from './encryption.ts';
import type { PdfStream } from './structure.ts';

/** What is inflated of one document in all. */
export const maxInflated = 64 * 1024 * 1024;
const maxFilters = 8;

export class StreamReader {
  private left = maxInflated;
  private readonly file: Buffer;
  private readonly key: PdfKey | undefined;
  constructor(file: Buffer, key: PdfKey | undefined) {
    this.file = file;
    this.key = key;
  }

  /** The decoded content as latin1 text; throws `Unreadable` where a filter does not fit it. */
  read({ start, end, dictionary, object, generation }: PdfStream): string {
    const stored = this.file.subarray(start, end);
    const plain = this.key && object > 0 ? decrypt(this.key, stored, object, generation) : stored;
    const decoded = filtersOf(dictionary).reduce((data, filter) => this.decode(data, filter), plain);
    return decoded.toString('latin1');
  }

  /** A string (section 7.6.2) of this object; the same where nothing is encrypted. */
  string(text: string, object: number, generation: number): string {
    if (!this.key) return text;
    return decrypt(this.key, Buffer.from(text, 'latin1'), object, generation).toString('latin1');
  }

  private decode(data: Buffer, filter: string): Buffer {
    switch (filter) {
      case 'FlateDecode':
      case 'Fl':
        return this.inflate(data);
      case 'ASCIIHexDecode':
      case 'AHx':
        return Buffer.from(data.toString('latin1').replace(/>[\s\S]*$|[^0-9a-f]/gi, ''), 'hex');
      case 'ASCII85Decode':
      case 'A85':
        return ascii85(data.toString('latin1'));
      default:
        throw new Unreadable(`filter ${filter}`);
    }
  }

  private inflate(data: Buffer): Buffer {
    try {
      const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: Math.max(1, this.left) };
      const out = inflateSync(data, options);
      this.left -= out.length;
      return out;
    } catch (error) {
      if (error instanceof RangeError) throw new TooComplex('streams');
      throw new Unreadable('deflated stream', { cause: error });
    }
  }
}

function filtersOf(dictionary: string): string[] {
  const list = /\/(?:Filter|F)\s{0,8}(?:\[([^\]]{0,400})\]|(\/[A-Za-z0-9]{1,40}))/.exec(dictionary);
  const names = (list?.[1] ?? list?.[2] ?? '').match(/\/[A-Za-z0-9]{1,40}/g) ?? [];
  return names.slice(0, maxFilters).map((name) => name.slice(1));
}

/** Section 7.4.3: five letters for four bytes, `z` for four zeros. */
function ascii85(text: string): Buffer {
  const letters = text.replace(/~>[\s\S]*$|\s+/g, '').replaceAll('z', '!!!!!');
  const out = Buffer.alloc(Math.ceil(letters.length / 5) * 4);
  let to = 0;
  for (let at = 0; at < letters.length; at += 5) {
    const group = letters.slice(at, at + 5);
    let value = 0;
    for (let i = 0; i < 5; i++) value = value * 85 + ((group.charCodeAt(i) || 117) - 33);
    out.writeUInt32BE(value >>> 0, to);
    to += group.length === 5 ? 4 : group.length - 1;
  }
  return out.subarray(0, Math.max(0, to));
}
