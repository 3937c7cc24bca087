/** Mailboxes in address fields (RFC 5322 section 3.4), obsolete forms included. */
import { decodeWords } from './words.ts';

export interface Mailbox {
  /** The display name decoded, or the comment that stands for one; empty where there is none. */
  name: string;
  /** `local@domain` as written, IDN kept; empty where a name stands without an address. */
  address: string;
}

type Token =
  | { kind: 'text' | 'quoted' | 'comment' | 'literal'; text: string; spaced: boolean }
  | { kind: '<' | '>' | ',' | ';' | ':' | '@'; text: string; spaced: boolean };

const special = new Set(['<', '>', ',', ';', ':', '@']);

const isSpecial = (character: string): character is '<' | '>' | ',' | ';' | ':' | '@' => special.has(character);

/** All mailboxes of a field in order; the members of a group stand for it. */
export function parseAddresses(value: string): Mailbox[] {
  const mailboxes: Mailbox[] = [];
  let current: Token[] = [];
  let inAngle = false;
  const finish = (): void => {
    const mailbox = readMailbox(current);
    if (mailbox) mailboxes.push(mailbox);
    current = [];
    inAngle = false;
  };
  for (const token of tokens(value)) {
    if (token.kind === '<') inAngle = true;
    if (token.kind === '>') inAngle = false;
    // Inside angle brackets a comma or colon belongs to an obsolete route (section 4.4).
    if (!inAngle && (token.kind === ',' || token.kind === ';')) finish();
    else if (!inAngle && token.kind === ':') current = [];
    else current.push(token);
  }
  finish();
  return mailboxes;
}

function readMailbox(all: readonly Token[]): Mailbox | undefined {
  const comment = all.find((token) => token.kind === 'comment')?.text.trim() ?? '';
  const words = all.filter((token) => token.kind !== 'comment');
  const open = words.findLastIndex((token) => token.kind === '<');
  if (open >= 0) {
    const close = words.findIndex((token, at) => at > open && token.kind === '>');
    const address = addressText(withoutRoute(words.slice(open + 1, close < 0 ? words.length : close)));
    const before = words.slice(0, open);
    // `joe@example.test <>`: what stands before is all there is.
    if (address === '' && before.some((token) => token.kind === '@')) return readMailbox(before);
    return { name: decodeWords(phrase(before) || comment), address };
  }
  if (words.length === 0) return comment === '' ? undefined : { name: decodeWords(comment), address: '' };
  if (words.some((token) => token.kind === '@')) return { name: decodeWords(comment), address: addressText(words) };
  return { name: decodeWords(phrase(words)), address: '' };
}

/** `<@a,@b:user@c>`: the route is to be ignored (section 4.4). */
function withoutRoute(words: readonly Token[]): readonly Token[] {
  return words[0]?.kind === '@' ? words.slice(words.findIndex((token) => token.kind === ':') + 1) : words;
}

function addressText(words: readonly Token[]): string {
  return words.map((token) => (token.kind === 'quoted' ? localPart(token.text) : token.text)).join('');
}

/** Quotes that say nothing are left out: `"joe"@example.test` is joe@example.test (RFC 5321 section 4.1.2). */
function localPart(content: string): string {
  return /^[^\s"(),:;<>@[\\\]]+$/.test(content) ? content : `"${content.replace(/["\\]/g, String.raw`\$&`)}"`;
}

function phrase(words: readonly Token[]): string {
  return words.reduce((text, token) => text + (token.spaced && text !== '' ? ' ' : '') + token.text, '').trim();
}

function* tokens(value: string): Generator<Token> {
  let at = 0;
  while (at < value.length) {
    const begin = at;
    while (isBlank(value[at])) at++;
    if (at >= value.length) return;
    const spaced = at > begin;
    const character = value[at] ?? '';
    const [kind, end] = tokenAt(value, at, character);
    yield { kind, text: tokenText(kind, value.slice(at, end)), spaced };
    at = end;
  }
}

function tokenAt(value: string, at: number, character: string): [Token['kind'], number] {
  if (character === '"') return ['quoted', enclosedEnd(value, at, '"')];
  if (character === '(') return ['comment', commentEnd(value, at)];
  if (character === '[') return ['literal', enclosedEnd(value, at, ']')];
  if (isSpecial(character)) return [character, at + 1];
  let end = at + 1;
  while (end < value.length && !isBlank(value[end]) && !/["(<>,;:@]/.test(value[end] ?? '')) end++;
  return ['text', end];
}

const isBlank = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\r' || character === '\n';

function enclosedEnd(value: string, from: number, close: string): number {
  for (let at = from + 1; at < value.length; at++) {
    if (value[at] === '\\') at++;
    else if (value[at] === close) return at + 1;
  }
  return value.length;
}

function commentEnd(value: string, from: number): number {
  let depth = 0;
  for (let at = from; at < value.length; at++) {
    if (value[at] === '\\') at++;
    else if (value[at] === '(') depth++;
    else if (value[at] === ')' && --depth === 0) return at + 1;
  }
  return value.length;
}

function tokenText(kind: Token['kind'], text: string): string {
  if (kind !== 'quoted' && kind !== 'comment') return text;
  const close = kind === 'quoted' ? '"' : ')';
  const inner = text.slice(1, text.length > 1 && text.endsWith(close) ? -1 : undefined);
  return inner.replace(/\\(.)/gs, '$1');
}
