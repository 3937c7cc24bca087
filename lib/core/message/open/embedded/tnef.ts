/** Transport Neutral Encapsulation Format ([MS-OXTNEF]), the `winmail.dat` of Outlook: attachments and bodies in it. */
import { Buffer } from 'node:buffer';

import { decodeCharset } from '../../charset.ts';
import { type Property, readProperties } from './mapi.ts';
import { decompressRtf } from './rtf.ts';

export interface TnefContent {
  names: string[];
  declaredType?: string;
  bytes: Uint8Array;
}

export interface Tnef {
  contents: TnefContent[];
  /** Something in it could not be read to its end. */
  damaged: boolean;
}

const signature = 0x223e9f78;
const headerSize = 6;

/** A dozen for the message and half a dozen for each attachment are usual. */
const maxAttributes = 10_000;

/** Identifiers of attributes, section 2.1.3.3. */
const attBody = 0x800c;
const attAttachData = 0x800f;
const attAttachTitle = 0x8010;
const attAttachRenddata = 0x9002;
const attMapiProps = 0x9003;
const attAttachment = 0x9005;

/** Identifiers of properties, [MS-OXPROPS]. */
const tagBodyHtml = 0x1013;
const tagBodyRtf = 0x1009;
const tagBody = 0x1000;
const tagAttachData = 0x3701;
const tagAttachFilename = 0x3704;
const tagAttachLongFilename = 0x3707;
const tagAttachMimeTag = 0x370e;
const tagDisplayName = 0x3001;

const typeUnicode = 0x001f;
const typeObject = 0x000d;
/** An object begins with the identifier of its interface. */
const interfaceIdSize = 16;

export const isTnef = (bytes: Uint8Array): boolean =>
  bytes.length > headerSize && Buffer.from(bytes.buffer, bytes.byteOffset, 4).readUInt32LE() === signature;

interface Attachment {
  names: Set<string>;
  declaredType?: string;
  bytes?: Buffer;
}

export function readTnef(content: Uint8Array): Tnef {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const attachments: Attachment[] = [];
  const contents: TnefContent[] = [];
  let damaged = false;
  for (const { id, data } of attributes(bytes, () => (damaged = true))) {
    if (id === attAttachRenddata) attachments.push({ names: new Set() });
    // Damaged or forged: data before any attachment was announced.
    const attachment = attachments.at(-1) ?? { names: new Set<string>() };
    if (id === attAttachTitle) attachment.names.add(text(data, false));
    else if (id === attAttachData) attachment.bytes = data;
    else if (id === attBody) contents.push({ names: [], declaredType: 'text/plain', bytes: data });
    else if (id === attAttachment || id === attMapiProps) {
      const { properties, complete } = readProperties(data);
      damaged ||= !complete;
      if (id === attAttachment) describe(attachment, properties);
      else contents.push(...bodies(properties, () => (damaged = true)));
    }
    if (attachments.length === 0 && (attachment.bytes || attachment.names.size > 0)) attachments.push(attachment);
  }
  for (const { names, declaredType, bytes: data } of attachments) {
    const named = { names: [...names].filter((name) => name !== ''), ...(declaredType && { declaredType }) };
    contents.push({ ...named, bytes: data ?? Buffer.alloc(0) });
  }
  return { contents, damaged };
}

/** Attributes of section 2.1.3.1: level, identifier, type, length, data, checksum. */
function* attributes(bytes: Buffer, cutOff: () => void): Generator<{ id: number; data: Buffer }> {
  let at = headerSize;
  for (let count = 0; at < bytes.length; count++) {
    if (at + 9 > bytes.length || count >= maxAttributes) {
      cutOff();
      return;
    }
    const id = bytes.readUInt16LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    if (at + 9 + length > bytes.length) cutOff();
    yield { id, data: bytes.subarray(at + 9, at + 9 + length) };
    at += 9 + length + 2;
  }
}

function describe(attachment: Attachment, properties: readonly Property[]): void {
  for (const { id, type, value } of properties) {
    if (id === tagAttachLongFilename || id === tagAttachFilename || id === tagDisplayName) {
      attachment.names.add(text(value, type === typeUnicode));
    } else if (id === tagAttachMimeTag) {
      attachment.declaredType = text(value, type === typeUnicode).toLowerCase();
    } else if (id === tagAttachData) {
      attachment.bytes = type === typeObject ? value.subarray(interfaceIdSize) : value;
    }
  }
}

function bodies(properties: readonly Property[], unreadable: () => void): TnefContent[] {
  return properties.flatMap(({ id, value }): TnefContent[] => {
    if (id === tagBodyHtml) return [{ names: [], declaredType: 'text/html', bytes: value }];
    if (id === tagBody) return [{ names: [], declaredType: 'text/plain', bytes: value }];
    if (id !== tagBodyRtf) return [];
    const rtf = decompressRtf(value);
    if (!rtf) unreadable();
    return rtf ? [{ names: [], declaredType: 'text/rtf', bytes: rtf }] : [];
  });
}

function text(value: Buffer, unicode: boolean): string {
  const decoded = decodeCharset(value, unicode ? 'utf-16le' : undefined);
  return (decoded.split('\0')[0] ?? '').trim();
}
