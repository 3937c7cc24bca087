/**
 * One object holds one message, bytes and envelope, so that one conditional write commits both and a listing shows nothing that is not committed.
 * The envelope is in the object's metadata, or behind the bytes: where it is too large for metadata, and where the metadata had
 * to be written before there was an envelope, as it is with an upload in parts.
 */
import { Envelope } from '#core/message/envelope.ts';
import { envelopeMetadata } from '#wiring/keys.ts';
import { pack, unpack } from './packed.ts';

export type Metadata = Record<string, string>;

/** S3 takes 2 KB of metadata, names included. */
const largestInMetadata = 1900;
/** Says that the envelope stands behind the bytes; no packed value reads so. */
const behind = 'behind';
const draftMetadata = 'draft';
const footerSize = 4;

export interface Stored {
  envelope: Envelope;
  bytes: Uint8Array;
}

/** By the draft's token who committed can tell his own object from another's. */
export function metadataBefore(draft: string): Metadata {
  return { [draftMetadata]: draft, [envelopeMetadata]: behind };
}

export function isOf(draft: string, metadata: Metadata | undefined): boolean {
  return metadata?.[draftMetadata] === draft;
}

/** What follows the bytes: the envelope and, at the very end, how long it is. */
export function trailer(envelope: Envelope): Buffer {
  const packed = pack(envelope);
  const footer = Buffer.alloc(footerSize);
  footer.writeUInt32BE(packed.length);
  return Buffer.concat([packed, footer]);
}

/** The metadata of an object that is written at once, and what goes behind its bytes. */
export function sealed(envelope: Envelope, draft: string): { metadata: Metadata; end: Uint8Array } {
  const text = pack(envelope).toString('base64');
  return text.length <= largestInMetadata
    ? { metadata: { [draftMetadata]: draft, [envelopeMetadata]: text }, end: new Uint8Array() }
    : { metadata: metadataBefore(draft), end: trailer(envelope) };
}

export function hasTrailer(metadata: Metadata | undefined): boolean {
  return metadata?.[envelopeMetadata] === behind;
}

/** From the end of an object of `size` bytes; how many bytes of it are needed, where `tail` is too short. */
export function readTrailer(tail: Uint8Array, size: number): { envelope: Envelope } | { needs: number } {
  const view = Buffer.from(tail.buffer, tail.byteOffset, tail.length);
  const length = view.length < footerSize ? 0 : view.readUInt32BE(view.length - footerSize);
  const needs = length + footerSize;
  if (length === 0 || needs > size) throw changed();
  if (needs > view.length) return { needs };
  const envelope = Envelope.parse(unpack(view.subarray(-needs, -footerSize)));
  if (envelope.raw.size !== size - needs) throw changed();
  return { envelope };
}

/** The whole object; undefined where no envelope says that it was ever committed. */
export function readObject(metadata: Metadata | undefined, object: Uint8Array): Stored | undefined {
  const text = metadata?.[envelopeMetadata];
  if (text === undefined) return undefined;
  if (text !== behind) {
    const envelope = Envelope.parse(unpack(Buffer.from(text, 'base64')));
    if (envelope.raw.size !== object.length) throw changed();
    return { envelope, bytes: object };
  }
  const read = readTrailer(object, object.length);
  if ('needs' in read) throw changed();
  return { envelope: read.envelope, bytes: object.subarray(0, read.envelope.raw.size) };
}

function changed(): Error {
  return new Error('bytes and envelope of a message do not fit: it was changed by something else than this program');
}
