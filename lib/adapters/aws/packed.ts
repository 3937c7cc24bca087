/** Small JSON values in few bytes: an envelope fits into an object's metadata, a copy's item into the kilobyte that one write unit pays for. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

import { dictionary1 } from './packed-dictionary.ts';

/** In front of what is packed; another dictionary or another way to pack is another number. */
const version = 1;
/** No value of ours is near it: evidence of a message of a thousand parts has about 2 MB. */
const largest = 20 * 1024 * 1024;

/** What JSON keeps of the value. */
export function pack(value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value));
  if (json.length > largest) throw new RangeError(`a value of ${json.length} bytes is too large to be packed`);
  return Buffer.concat([Buffer.of(version), deflateRawSync(json, { dictionary: dictionary1 })]);
}

/** Not checked for what it is: its schema does that. */
export function unpack(bytes: Uint8Array): unknown {
  if (bytes[0] !== version) throw new Error(`packed by version ${bytes[0] ?? 'none'}, and only version 1 can be read`);
  const json = inflateRawSync(bytes.subarray(1), { dictionary: dictionary1, maxOutputLength: largest });
  return JSON.parse(json.toString());
}
