/**
 * Our own decoder: walks the MIME structure of a message (RFC 2046) by byte offsets, without copying, in time proportional to its
 * length. It keeps what others drop: parts behind the last delimiter, entities in preambles and epilogues, multiparts without a
 * usable boundary or under a transfer encoding.
 */
import { Buffer } from 'node:buffer';

import { Header, maxHeaderBytes, parseHeader } from '../../header.ts';
import { decodeContent } from '../transfer/transfer.ts';
import { type Delimiter, Delimiters, type Multipart } from './delimiters.ts';
import { describe, type Entity } from './entity.ts';
import { guessBoundary } from './guess.ts';
import type { Ambiguity, Reader } from './reader.ts';
import { strayEntities } from './stray.ts';

export type LeafOrigin = 'mime' | 'preamble' | 'epilogue';

export interface Leaf {
  entity: Entity;
  origin: LeafOrigin;
  /** The content, transfer encoding undone. */
  bytes: Uint8Array;
  /** Multiparts around it, innermost first: `multipart/encrypted` means something for its parts. */
  within: readonly string[];
  /** Where it stands: its header section and its content as encoded. In the message itself only while nothing is odd about that. */
  place: { header: Header; start: number; end: number };
}

export interface Walked {
  header: Header;
  leaves: Leaf[];
  /** Defect codes and what was seen, in order of appearance. */
  oddities: { code: string; evidence: string }[];
  ambiguities: Set<Ambiguity>;
  /** Names of limits that were reached; what lies beyond was not looked at. */
  limits: Set<'depth' | 'parts' | 'header'>;
}

export interface WalkLimits {
  depth: number;
  parts: number;
}

export function walk(raw: Uint8Array, reader: Reader, limits: WalkLimits): Walked {
  const header = parseHeader(raw);
  const walked: Walked = {
    header,
    leaves: [],
    oddities: [],
    ambiguities: new Set(),
    limits: new Set(),
  };
  new Walk(raw, reader, limits, walked, [], 'mime').run(header);
  return walked;
}

class Walk {
  readonly #bytes: Buffer;
  readonly #reader: Reader;
  readonly #limits: WalkLimits;
  readonly #walked: Walked;
  readonly #delimiters: Delimiters;
  /** Types of the multiparts around the present place, innermost first. */
  #within: readonly string[];
  #origin: LeafOrigin;

  constructor(
    raw: Uint8Array,
    reader: Reader,
    limits: WalkLimits,
    walked: Walked,
    within: readonly string[],
    origin: LeafOrigin,
  ) {
    this.#bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    this.#reader = reader;
    this.#limits = limits;
    this.#walked = walked;
    this.#delimiters = new Delimiters(this.#bytes, reader.delimiter === 'prefix');
    this.#within = within;
    this.#origin = origin;
  }

  run(header: Header = parseHeader(this.#bytes)): void {
    this.#entity(header, 0, 'text/plain');
    this.#finish();
  }

  /** The content of a multipart that lay under a transfer encoding. */
  runMultipart(entity: Entity): void {
    this.#body(entity, 0, this.#walked.header);
    this.#finish();
  }

  #finish(): void {
    if (this.#delimiters.sawPrefix) this.#walked.ambiguities.add('delimiter');
  }

  #child(start: number, defaultType: string): Delimiter | undefined {
    const end = this.#bytes.length;
    const header = parseHeader(this.#bytes, start, end, (line) => this.#delimiters.at(line, end) !== undefined);
    return this.#entity(header, start, defaultType);
  }

  /** Reads the entity that begins here; the delimiter that ends it, or undefined at the end of all. */
  #entity(header: Header, start: number, defaultType: string): Delimiter | undefined {
    if (header.bodyStart - start >= maxHeaderBytes) this.#limit('header', 'a header section of 1 MB');
    const read = this.#asRead(header);
    const { entity, ambiguities, oddities } = describe(read, this.#reader, defaultType);
    for (const code of oddities) this.#odd(code, entity.contentType.value);
    for (const ambiguity of ambiguities) this.#walked.ambiguities.add(ambiguity);
    return this.#body(entity, read.bodyStart, read);
  }

  /** What this reader takes for the header section. */
  #asRead(header: Header): Header {
    const odd = header.fields.findIndex((field, at) => field.name === '' && !isMboxLine(field.value, at));
    const line = header.fields[odd];
    if (!line) return header;
    this.#odd('MIME_HEADER_ODD_LINE', line.value);
    this.#walked.ambiguities.add('header');
    return this.#reader.header === 'first odd line' ? new Header(header.fields.slice(0, odd), line.start) : header;
  }

  #body(entity: Entity, start: number, header: Header): Delimiter | undefined {
    if (!entity.type.startsWith('multipart/')) return this.#leaf(entity, start, header);
    if (this.#within.length >= this.#limits.depth) {
      this.#limit('depth', `${this.#limits.depth} multiparts within each other`);
      return this.#leaf(entity, start, header);
    }
    const outer = this.#within;
    this.#within = [entity.type, ...outer];
    const after = this.#multipart(entity, start, header);
    this.#within = outer;
    return after;
  }

  #leaf(entity: Entity, start: number, header: Header): Delimiter | undefined {
    const after = this.#delimiters.next(start, this.#bytes.length);
    this.#emit(entity, { header, start, end: this.#contentEnd(start, after) });
    return after;
  }

  #emit(entity: Entity, place: Leaf['place']): void {
    if (this.#walked.leaves.length >= this.#limits.parts) return this.#limit('parts', `${this.#limits.parts} parts`);
    const { bytes, oddities, name } = decodeContent(this.#bytes.subarray(place.start, place.end), entity.encoding);
    for (const code of oddities) this.#odd(code, entity.type);
    if (name !== undefined && !entity.names.includes(name)) entity.names.push(name);
    this.#walked.leaves.push({ entity, origin: this.#origin, bytes, within: this.#within, place });
  }

  /** RFC 2046 section 5.1.1: the line end before a delimiter belongs to the delimiter. */
  #contentEnd(start: number, after: Delimiter | undefined): number {
    if (!after) return this.#bytes.length;
    let end = after.start;
    if (end > start && this.#bytes[end - 1] === 0x0a) end--;
    if (end > start && this.#bytes[end - 1] === 0x0d) end--;
    return end;
  }

  #multipart(entity: Entity, start: number, header: Header): Delimiter | undefined {
    if (entity.boundary === undefined) return this.#withoutDelimiters(entity, start, header);
    const self = this.#delimiters.open(entity.boundary);
    const first = this.#delimiters.next(start, this.#bytes.length);
    if (first?.owner !== self) {
      this.#delimiters.leave();
      return this.#withoutDelimiters(entity, start, header);
    }
    this.#strays(start, first.start, 'preamble');
    const after = this.#children(entity, self, first);
    this.#delimiters.leave();
    return after;
  }

  /** From the first delimiter of a multipart to the first that is not its own. */
  #children(entity: Entity, self: Multipart, first: Delimiter): Delimiter | undefined {
    const outer = this.#origin;
    const defaultType = entity.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
    let delimiter: Delimiter | undefined = first;
    while (delimiter?.owner === self && !this.#walked.limits.has('parts')) {
      if (delimiter.close) {
        self.closed = true;
        const after = this.#delimiters.next(delimiter.next, this.#bytes.length);
        this.#strays(delimiter.next, after?.start ?? this.#bytes.length, 'epilogue');
        delimiter = after;
      } else {
        if (self.closed) this.#odd('MIME_PARTS_AFTER_END', entity.type);
        this.#origin = self.closed ? 'epilogue' : outer;
        delimiter = this.#child(delimiter.next, defaultType);
      }
    }
    this.#origin = outer;
    if (!self.closed) this.#odd('MIME_END_MISSING', entity.type);
    return delimiter;
  }

  /** A multipart whose delimiters are not in sight: under a transfer encoding (RFC 2045 section 6.4 forbids it), or lost. */
  #withoutDelimiters(entity: Entity, start: number, header: Header): Delimiter | undefined {
    const after = this.#delimiters.next(start, this.#bytes.length);
    const end = this.#contentEnd(start, after);
    const body = this.#bytes.subarray(start, end);
    if (entity.encoding === 'base64' || entity.encoding === 'quoted-printable') {
      this.#odd('MIME_MULTIPART_ENCODED', entity.type);
      this.#inside({ ...entity, encoding: 'identity' }, decodeContent(body, entity.encoding).bytes);
      return after;
    }
    const boundary = guessBoundary(body);
    this.#odd('MIME_BOUNDARY_MISSING', entity.type);
    if (boundary !== undefined && boundary !== entity.boundary) this.#inside({ ...entity, boundary }, body);
    else this.#emit(entity, { header, start, end });
    return after;
  }

  #inside(entity: Entity, body: Uint8Array): void {
    new Walk(body, this.#reader, this.#limits, this.#walked, this.#within, this.#origin).runMultipart(entity);
  }

  /** RFC 2046 section 5.1.1 wants preamble and epilogue ignored; an entity that hides there is still delivered. */
  #strays(start: number, end: number, origin: 'preamble' | 'epilogue'): void {
    for (const stray of strayEntities(this.#bytes.subarray(start, end))) {
      this.#odd(origin === 'preamble' ? 'MIME_PREAMBLE_ENTITY' : 'MIME_EPILOGUE_ENTITY', `${stray.length} bytes`);
      if (this.#walked.limits.has('parts')) return;
      if (this.#within.length >= this.#limits.depth) return this.#limit('depth', 'entities outside of boundaries');
      new Walk(stray, this.#reader, this.#limits, this.#walked, this.#within, origin).run();
    }
  }

  #odd(code: string, evidence: string): void {
    if (this.#walked.oddities.some((oddity) => oddity.code === code)) return;
    this.#walked.oddities.push({ code, evidence });
  }

  #limit(name: 'depth' | 'parts' | 'header', evidence: string): void {
    this.#walked.limits.add(name);
    this.#odd(limitCodes[name], evidence);
  }
}

export const limitCodes = {
  depth: 'MIME_TOO_DEEP',
  parts: 'MIME_TOO_MANY_PARTS',
  header: 'MIME_HEADER_TOO_LARGE',
} as const;

/** Mailbox files put `From joe@example.test Thu ...` before a message, or `>From` when it was forwarded (RFC 4155). */
const isMboxLine = (value: string, at: number): boolean => at < 2 && /^>?From /.test(value);
