/** Compressed RTF as Outlook puts it into TNEF ([MS-OXRTFCP]). */
import { Buffer } from 'node:buffer';

/** Section 2.1.2.1: what the dictionary holds at the beginning. */
const preset =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor ' +
  'MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';

const dictionarySize = 4096;
const headerSize = 16;
/** "LZFu" and "MELA". */
const compressed = 0x75465a4c;
const plain = 0x414c454d;

/** A body of text has some kilobytes, and pictures in it some hundred. */
const maxInput = 8 * 1024 * 1024;

/** Undefined where the bytes are too many or not in this format. A reference yields 17 bytes for 2: the output is bounded by its input. */
export function decompressRtf(bytes: Buffer): Uint8Array | undefined {
  if (bytes.length < headerSize || bytes.length > maxInput) return undefined;
  const kind = bytes.readUInt32LE(8);
  if (kind === plain) return bytes.subarray(headerSize);
  return kind === compressed ? expand(bytes) : undefined;
}

function expand(bytes: Buffer): Uint8Array {
  const dictionary = Buffer.alloc(dictionarySize);
  let write = dictionary.write(preset, 'latin1');
  const decoded = Buffer.allocUnsafe((bytes.length - headerSize) * 9);
  let length = 0;
  const put = (byte: number): void => {
    decoded[length++] = byte;
    dictionary[write] = byte;
    write = (write + 1) % dictionarySize;
  };
  let at = headerSize;
  while (at < bytes.length) {
    const control = bytes[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < bytes.length; bit++) {
      if ((control & (1 << bit)) === 0) {
        put(bytes[at++] ?? 0);
        continue;
      }
      const reference = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const from = reference >> 4;
      // A reference to the place of writing is the end.
      if (from === write) return decoded.subarray(0, length);
      for (let copied = 0; copied < (reference & 15) + 2; copied++)
        put(dictionary[(from + copied) % dictionarySize] ?? 0);
    }
  }
  return decoded.subarray(0, length);
}
