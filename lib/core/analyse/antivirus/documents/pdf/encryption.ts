/** The standard security handler (ISO 32000-2 section 7.6.4) with the empty password, which is how documents are "protected" that anybody may read. */
import { Buffer } from 'node:buffer';
import { createDecipheriv, createHash } from 'node:crypto';

import { hash2B } from './hash2b.ts';
import { stringAt } from './strings.ts';

export interface PdfKey {
  key: Buffer;
  method: 'rc4' | 'aes128' | 'aes256';
}

/** Section 7.6.4.3.2: what fills a password up to 32 bytes, and is all of an empty one. */
const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

/** The key of a document that opens without a password; undefined where one is needed, or the handler is not the standard one. */
export function emptyPasswordKey(dictionary: string, id: Buffer): PdfKey | undefined {
  const number = (name: string): number | undefined => {
    const text = new RegExp(String.raw`/${name}\s{1,8}(-?\d{1,10})`).exec(dictionary)?.[1];
    return text === undefined ? undefined : Number(text);
  };
  const revision = number('R') ?? 0;
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE((number('P') ?? 0) | 0);
  const u = bytesOf(dictionary, 'U');
  if (revision === 5 || revision === 6) return modernKey(revision, u, bytesOf(dictionary, 'UE'));
  if (revision < 2 || revision > 4) return undefined;
  const bits = revision === 2 ? 40 : (number('Length') ?? (number('V') === 4 ? 128 : 40));
  const length = Math.max(5, Math.min(16, (bits >= 40 ? bits : bits * 8) >> 3));
  const open = /\/EncryptMetadata\s{1,8}false/.test(dictionary) && revision === 4 ? [Buffer.alloc(4, 0xff)] : [];
  const parts = [padding, bytesOf(dictionary, 'O').subarray(0, 32), permissions, id, ...open];
  const key = stretched(md5(...parts).subarray(0, length), revision, length);
  if (!matches(key, revision, u, id)) return undefined;
  return { key, method: /\/CFM\s{0,8}\/AESV2/.test(dictionary) ? 'aes128' : 'rc4' };
}

function stretched(first: Buffer, revision: number, length: number): Buffer {
  const rounds = revision >= 3 ? 50 : 0;
  let key = first;
  for (let round = 0; round < rounds; round++) key = md5(key).subarray(0, length);
  return key;
}

/** Section 7.6.4.4.3 and .4: `/U` is something known, encrypted with the key. */
function matches(key: Buffer, revision: number, u: Buffer, id: Buffer): boolean {
  if (revision === 2) return rc4(key, padding).equals(u.subarray(0, 32));
  let value = rc4(key, md5(padding, id));
  for (let round = 1; round <= 19; round++) value = rc4(Buffer.from(key.map((byte) => byte ^ round)), value);
  return value.equals(u.subarray(0, 16));
}

/** Section 7.6.4.3.3: a hash with salt, and the file's key encrypted under another. */
function modernKey(revision: number, u: Buffer, ue: Buffer): PdfKey | undefined {
  if (u.length < 48 || ue.length < 32) return undefined;
  const hash = (salt: Buffer): Buffer => (revision === 5 ? createHash('sha256').update(salt).digest() : hash2B(salt));
  if (!hash(u.subarray(32, 40)).equals(u.subarray(0, 32))) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', hash(u.subarray(40, 48)), Buffer.alloc(16)).setAutoPadding(false);
  return { key: decipher.update(ue.subarray(0, 32)), method: 'aes256' };
}

/** Section 7.6.3: each object has a key of its own, but for AES-256. */
export function decrypt({ key, method }: PdfKey, data: Buffer, object: number, generation: number): Buffer {
  const own = method === 'aes256' ? key : objectKey(key, object, generation, method === 'aes128');
  if (method === 'rc4') return rc4(own, data);
  const whole = data.subarray(16, data.length - (data.length % 16));
  if (data.length < 32) return Buffer.alloc(0);
  const decipher = createDecipheriv(method === 'aes256' ? 'aes-256-cbc' : 'aes-128-cbc', own, data.subarray(0, 16));
  return decipher.setAutoPadding(false).update(whole);
}

function objectKey(key: Buffer, object: number, generation: number, aes: boolean): Buffer {
  const number = Buffer.from([object, object >> 8, object >> 16, generation, generation >> 8]);
  const parts = aes ? [key, number, Buffer.from('sAlT')] : [key, number];
  return md5(...parts).subarray(0, Math.min(16, key.length + 5));
}

function bytesOf(dictionary: string, name: string): Buffer {
  const match = new RegExp(String.raw`/${name}\s{0,8}(?=[(<])`).exec(dictionary);
  return Buffer.from(match ? (stringAt(dictionary, match.index + match[0].length) ?? '') : '', 'latin1');
}

function md5(...parts: Buffer[]): Buffer {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const swap = (a: number, b: number): void => {
    const kept = state[a] ?? 0;
    state[a] = state[b] ?? 0;
    state[b] = kept;
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  const out = Buffer.alloc(data.length);
  for (let at = 0, i = 0, j = 0; at < data.length; at++) {
    i = (i + 1) & 255;
    j = (j + (state[i] ?? 0)) & 255;
    swap(i, j);
    out[at] = (data[at] ?? 0) ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 255] ?? 0);
  }
  return out;
}
