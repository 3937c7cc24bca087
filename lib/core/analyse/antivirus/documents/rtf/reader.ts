/** Reads from RTF what can carry harm: embedded objects, the template, field codes. Hex is collected as Word does, through whatever stands between. */
import { Buffer } from 'node:buffer';

import { TooComplex } from '../codes.ts';

export interface RtfObject {
  /** As `\objclass` says; the data may say otherwise. */
  className: string;
  /** `\objupdate`: loaded when the document is shown, without a click. */
  updates: boolean;
  data: Buffer;
  /** Something other than hexadecimal digits and line ends stands in the data, as no program writes it. */
  odd: boolean;
}

export interface Rtf {
  objects: RtfObject[];
  template: string;
  fields: string;
}

type Destination = 'objdata' | 'objclass' | 'template' | 'fldinst' | 'other';

interface Draft extends Omit<RtfObject, 'data'> {
  hex: string[];
}

interface Group {
  destination?: Destination | undefined;
  object?: Draft | undefined;
}

const maxObjects = 1000;
const maxHex = 64 * 1024 * 1024;
const maxFields = 4 * 1024 * 1024;
/** Deeper groups are read as if they were not nested: no program writes them, and Word gives up. */
const maxDepth = 1000;

/** A control word with its number, a control symbol, a brace, or text up to the next of these. */
const token = /\\([a-zA-Z]{1,64})(-?\d{1,9})? ?|\\('[0-9a-fA-F]{0,2}|[^a-zA-Z])|([{}])|([^\\{}]+)|\\/gy;

export function readRtf(file: Buffer): Rtf {
  const reader = new Reader();
  const text = file.toString('latin1');
  token.lastIndex = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [, word, number, symbol, brace, plain] = match;
    if (brace !== undefined) reader.brace(brace === '{');
    else if (plain !== undefined) reader.text(plain);
    else if (symbol !== undefined) reader.symbol(symbol);
    else if (word === 'bin') token.lastIndex = reader.binary(text, token.lastIndex, Number(number ?? 0));
    else if (word !== undefined) reader.word(word, number);
  }
  return reader.done();
}

class Reader {
  private readonly groups: Group[] = [{}];
  private readonly drafts: Draft[] = [];
  private templateText = '';
  private readonly fields: string[] = [];
  private fieldLength = 0;
  private starred = false;
  private hexLength = 0;

  private get group(): Group {
    return this.groups.at(-1) ?? {};
  }

  brace(opens: boolean): void {
    this.starred = false;
    if (opens && this.groups.length < maxDepth) this.groups.push({ ...this.group });
    else if (!opens && this.groups.length > 1) this.groups.pop();
  }

  symbol(symbol: string): void {
    const { destination, object } = this.group;
    if (symbol === '*') this.starred = true;
    else if (destination === 'objdata' && object) object.odd ||= !/\s/.test(symbol);
    else if (symbol.length === 3) this.text(String.fromCharCode(Number.parseInt(symbol.slice(1), 16)));
  }

  word(word: string, number: string | undefined): void {
    const starred = this.starred;
    this.starred = false;
    const { group } = this;
    switch (word) {
      case 'object':
        group.object = this.draft();
        break;
      case 'objupdate':
        if (group.object) group.object.updates = true;
        break;
      case 'objdata':
        group.object ??= this.draft();
        group.destination = 'objdata';
        break;
      case 'objclass':
      case 'template':
      case 'fldinst':
        group.destination = word;
        break;
      case 'u':
        // A letter by its number; negative beyond 32767.
        this.text(String.fromCharCode((Number(number ?? 63) + 65536) % 65536));
        break;
      default:
        if (starred) group.destination = 'other';
        else if (group.destination === 'objdata' && group.object) group.object.odd = true;
    }
  }

  text(text: string): void {
    const { destination, object } = this.group;
    if (destination === 'objdata' && object) this.hex(object, text);
    else if (destination === 'objclass' && object) object.className = (object.className + text.trim()).slice(0, 80);
    else if (destination === 'template') this.templateText = (this.templateText + text).slice(0, 4096);
    else if (destination === 'fldinst') this.field(text);
  }

  /** `\binN`: N bytes follow as they are. */
  binary(text: string, at: number, length: number): number {
    const end = at + Math.max(0, length);
    const { destination, object } = this.group;
    if (destination === 'objdata' && object) {
      this.collect(object, Buffer.from(text.slice(at, end), 'latin1').toString('hex'));
    }
    return end;
  }

  done(): Rtf {
    return {
      objects: this.drafts.map(({ hex, ...rest }) => ({ ...rest, data: Buffer.from(hex.join(''), 'hex') })),
      template: this.templateText.trim(),
      fields: this.fields.join(''),
    };
  }

  private draft(): Draft {
    if (this.drafts.length >= maxObjects) throw new TooComplex('objects');
    const draft: Draft = { className: '', updates: false, odd: false, hex: [] };
    this.drafts.push(draft);
    return draft;
  }

  private field(text: string): void {
    this.fieldLength += text.length;
    if (this.fieldLength > maxFields) throw new TooComplex('fields');
    this.fields.push(text);
  }

  private hex(object: Draft, text: string): void {
    const digits = text.replace(/[^0-9a-fA-F]+/g, '');
    if (digits.length < text.length && /[^0-9a-fA-F\s]/.test(text)) object.odd = true;
    this.collect(object, digits);
  }

  private collect(object: Draft, digits: string): void {
    this.hexLength += digits.length;
    if (this.hexLength > maxHex) throw new TooComplex('object data');
    object.hex.push(digits);
  }
}
