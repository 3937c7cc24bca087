/** Content-Transfer-Encoding (RFC 2045 section 6): its names as they come, and its undoing. */
import { parseStructured } from '../../parameters.ts';
import { decodeBase64 } from './base64.ts';
import { decodeQuotedPrintable } from './quoted-printable.ts';
import { findUuFiles } from './uuencode.ts';

export type Encoding = 'identity' | 'base64' | 'quoted-printable' | 'uuencode' | 'unknown';

const encodings = new Map<string, Encoding>([
  ['', 'identity'],
  ['7bit', 'identity'],
  ['8bit', 'identity'],
  ['binary', 'identity'],
  ['7-bit', 'identity'],
  ['8-bit', 'identity'],
  ['base64', 'base64'],
  ['quoted-printable', 'quoted-printable'],
  ['uuencode', 'uuencode'],
  ['x-uuencode', 'uuencode'],
  ['uue', 'uuencode'],
  ['x-uue', 'uuencode'],
]);

/** Case, comments, quotes and white space do not count; what follows the first word does not either. */
export function encodingOf(field: string | undefined): Encoding {
  if (field === undefined) return 'identity';
  const word = /[a-z0-9-]+/.exec(parseStructured(field).value)?.[0] ?? '';
  return encodings.get(word) ?? 'unknown';
}

export interface Content {
  bytes: Uint8Array;
  /** Defect codes of what was odd in the encoding. */
  oddities: string[];
  /** A name that stood in the encoding itself. */
  name?: string;
}

export function decodeContent(encoded: Uint8Array, encoding: Encoding): Content {
  switch (encoding) {
    case 'identity':
      return { bytes: encoded, oddities: [] };
    case 'quoted-printable':
      return { bytes: decodeQuotedPrintable(encoded), oddities: [] };
    case 'base64':
      return fromBase64(encoded);
    case 'uuencode':
      return fromUuencode(encoded);
    case 'unknown':
      return undecoded(encoded);
    default:
      return encoding satisfies never;
  }
}

function fromBase64(encoded: Uint8Array): Content {
  const { bytes, garbage, joined } = decodeBase64(encoded);
  const oddities = [...(garbage ? ['MIME_BASE64_GARBAGE'] : []), ...(joined ? ['MIME_BASE64_JOINED'] : [])];
  return { bytes, oddities };
}

function fromUuencode(encoded: Uint8Array): Content {
  const [file] = findUuFiles(encoded, 1);
  return file ? { bytes: file.bytes, oddities: [], name: file.name } : undecoded(encoded);
}

const undecoded = (encoded: Uint8Array): Content => ({ bytes: encoded, oddities: ['MIME_ENCODING_UNKNOWN'] });
