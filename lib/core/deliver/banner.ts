/**
 * The banner on top of what is shown, in the part's own charset and transfer encoding. DKIM signatures of the body do not survive it;
 * Authentication-Results says what they were. Where it must not stand in the body, a field carries it to the next server.
 */
import { Buffer, isAscii } from 'node:buffer';

import { decodeCharset } from '../message/charset.ts';
import type { HeaderField } from '../message/header.ts';
import type { Leaf } from '../message/open/walker/walk.ts';
import type { Edit } from '../policy/schema.ts';
import { type Obstacle, placesOf } from './banner-place.ts';
import { encodeText } from './encoded-word.ts';
import { bodyStart } from './html-body.ts';
import { base64Lines, encodeCharset, quotedPrintable } from './part-encoding.ts';
import type { Patch } from './patch.ts';

export interface Banner {
  patches: Patch[];
  /** Header fields. */
  notes: string[];
}

/** RFC 5322 section 2.1.1. */
const longestLine = 998;

export function addBanner(raw: Uint8Array, edits: readonly Edit[]): Banner {
  const texts = edits.flatMap((edit) => ('banner' in edit ? [edit.banner] : []));
  if (texts.length === 0) return { patches: [], notes: [] };
  const lines = texts.flatMap((text) => text.split(/\r\n|\r|\n/)).map((line) => line.trimEnd());
  const places = edits.some(describesBody) ? 'malformed' : placesOf(raw);
  if (typeof places === 'string') return { patches: [], notes: [note(places, lines)] };
  const lineEnd = lineEndOf(raw);
  return { patches: places.flatMap((leaf) => patchesOf(raw, leaf, lines, lineEnd)), notes: [] };
}

/** Who changes how the body is read by a header edit knows what he does, and we do not. */
const describesBody = (edit: Edit): boolean =>
  'header' in edit && /^(?:content-|mime-version$)/i.test(edit.header.name);

const note = (obstacle: Obstacle, lines: string[]): string =>
  `X-CitrusMail-Banner: ${encodeText(`not in the body (${obstacle}): ${lines.join(' ').slice(0, 200)}`)}`;

function lineEndOf(raw: Uint8Array): string {
  const first = raw.indexOf(0x0a);
  return first > 0 && raw[first - 1] !== 0x0d ? '\n' : '\r\n';
}

function patchesOf(raw: Uint8Array, leaf: Leaf, lines: string[], lineEnd: string): Patch[] {
  const { entity, bytes, place } = leaf;
  const charset = (entity.charset ?? '').trim().toLowerCase();
  const text = entity.type === 'text/html' ? htmlBanner(lines, lineEnd) : `${lines.join(lineEnd)}${lineEnd}${lineEnd}`;
  const own = encodeCharset(text, charset, bytes);
  const content = own ? bytes : Buffer.from(decodeCharset(bytes, charset), 'utf8');
  const added = own ?? Buffer.from(text, 'utf8');
  const at = insertAt(content, entity.type, own ? charset : 'utf-8');
  if (own && entity.encoding === 'identity' && fitsAsItIs(leaf, added)) {
    return [{ start: place.start + at, end: place.start + at, bytes: added }];
  }
  const whole = Buffer.concat([content.subarray(0, at), added, content.subarray(at)]);
  const isBase64 = entity.encoding === 'base64' || /^utf-?16/.test(own ? charset : '');
  const encoding = isBase64 ? 'base64' : 'quoted-printable';
  const encoded = isBase64 ? base64Lines(whole, lineEnd) : quotedPrintable(whole, lineEnd);
  const tail = isBase64 ? trailingLineEnd(raw, place.start, place.end) : new Uint8Array();
  return [
    ...headerPatches(raw, leaf, { charset: own ? undefined : 'utf-8', encoding }, lineEnd),
    { start: place.start, end: place.end, bytes: Buffer.concat([encoded, tail]) },
  ];
}

/** Where all was ASCII, the next server need not take more (RFC 6152). */
function fitsAsItIs({ bytes }: Leaf, added: Uint8Array): boolean {
  const lines = Buffer.from(added).toString('latin1').split('\n');
  return lines.every((line) => line.length < longestLine) && (isAscii(added) || !isAscii(bytes));
}

/** Behind a byte order mark, and in HTML behind `<body>`. */
function insertAt(content: Uint8Array, type: string, charset: string): number {
  const isWide = /^utf-?16/.test(charset);
  const hasMark = isWide
    ? (content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff)
    : content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
  const mark = hasMark ? (isWide ? 2 : 3) : 0;
  if (type !== 'text/html') return mark;
  // UTF-16 is read in units of which every one becomes a character of a string, so that offsets stay countable.
  const units = isWide ? wideUnits(content, charset) : Buffer.from(content).toString('latin1');
  return Math.max(mark, bodyStart(units) * (isWide ? 2 : 1));
}

function wideUnits(content: Uint8Array, charset: string): string {
  const even = Buffer.from(content.subarray(0, content.length & ~1));
  const isBig = (content[0] === 0xfe && content[1] === 0xff) || (content[0] !== 0xff && charset === 'utf-16be');
  return (isBig ? even.swap16() : even).toString('utf16le');
}

const style =
  'display:block!important;margin:0 0 12px;padding:8px 12px;border:1px solid #8a6d00;background:#fff8dc;color:#222;font:14px/1.4 sans-serif';

/** ASCII alone, so that every charset can carry it. */
function htmlBanner(lines: string[], lineEnd: string): string {
  const inner = lines.map((line) => line.replace(/[&<>"']|[^ -~]/gu, (character) => `&#${character.codePointAt(0)};`));
  return `${lineEnd}<div style="${style}">${inner.join(`<br>${lineEnd}`)}</div>${lineEnd}`;
}

/** What the part must say of itself now; fields that it lacks are written above its empty line. */
function headerPatches(
  raw: Uint8Array,
  leaf: Leaf,
  { charset, encoding }: { charset: string | undefined; encoding: string },
  lineEnd: string,
): Patch[] {
  const { header } = leaf.place;
  const fields = new Map<string, string>();
  if (charset !== undefined) fields.set('content-type', `Content-Type: ${contentType(leaf, charset)}${lineEnd}`);
  if (leaf.entity.encoding !== encoding) {
    fields.set('content-transfer-encoding', `Content-Transfer-Encoding: ${encoding}${lineEnd}`);
  }
  const isMessage = header.fields[0]?.start === 0;
  if (isMessage && fields.size > 0 && header.first('mime-version') === undefined) {
    fields.set('mime-version', `MIME-Version: 1.0${lineEnd}`);
  }
  const changed = header.fields.filter(({ name }) => fields.has(name));
  // A second field of the name says the old once more, and goes.
  const isFirst = (field: HeaderField): boolean => changed.find(({ name }) => name === field.name) === field;
  const missing = [...fields].filter(([name]) => header.first(name) === undefined).map(([, field]) => field);
  const at = emptyLineBefore(raw, leaf.place.start);
  return [
    ...changed.map((field) => ({
      start: field.start,
      end: field.end,
      bytes: Buffer.from(isFirst(field) ? (fields.get(field.name) ?? '') : ''),
    })),
    ...(missing.length > 0 ? [{ start: at, end: at, bytes: Buffer.from(missing.join('')) }] : []),
  ];
}

function contentType({ entity }: Leaf, charset: string): string {
  const others = entity.contentType.parameters.filter(
    ({ name, value }) => name !== 'charset' && /^[a-z0-9-]+$/.test(name) && /^[\w.+-]+$/.test(value),
  );
  return [entity.type, `charset=${charset}`, ...others.map(({ name, value }) => `${name}=${value}`)].join('; ');
}

function emptyLineBefore(raw: Uint8Array, bodyStart: number): number {
  let at = bodyStart;
  if (raw[at - 1] === 0x0a) at--;
  while (raw[at - 1] === 0x0d) at--;
  return at;
}

/** Base64 that ended with a line end does so again. */
function trailingLineEnd(raw: Uint8Array, start: number, end: number): Uint8Array {
  let from = end;
  while (from > start && (raw[from - 1] === 0x0a || raw[from - 1] === 0x0d)) from--;
  return raw.subarray(from, end);
}
