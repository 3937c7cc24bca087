/** Turns a message into hashed tokens: words, neighbours and near neighbours. Nothing can be read back from the hashes. */
import type { Facts } from '../facts/facts.ts';
import { organisationOf, suffixOf } from '../facts/hosts.ts';

/** Beyond this a text repeats itself, and long ones would outvote the short. */
export const wordLimit = 2000;
const longestWord = 24;

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}

/** Joins two hashes so that their order counts. */
const pair = (first: number, second: number, distance: number): number => {
  const h = Math.imul(first ^ (first >>> 15), 0x2c1b3c6d) + Math.imul(second ^ distance, 0x297a2d39);
  return Math.imul(h ^ (h >>> 13), 0x85ebca6b);
};

const finish = (h: number): number => (h ^ (h >>> 16)) >>> 0;

const seeds = {
  body: 0x811c9dc5,
  subject: 0x5bd1e995,
  name: 0x1b873593,
  link: 0x3c6ef372,
  from: 0x7f4a7c15,
  place: 0x6a09e667,
} as const;

const unspacedScript = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]/;

/** Words as tokens see them: digits are all alike, scripts without spaces fall into pairs of characters. */
function pieces(words: readonly string[], limit: number): string[] {
  const found: string[] = [];
  for (const word of words) {
    if (found.length >= limit) break;
    if (word.length > 1 && unspacedScript.test(word)) {
      for (let i = 0; i + 1 < word.length && i < 60; i++) found.push(word.slice(i, i + 2));
    } else if (word.length <= longestWord && (word.length > 1 || word > '\u007f'))
      found.push(/\d/.test(word) ? word.replace(/\d/g, '0') : word);
  }
  return found;
}

function add(tokens: Set<number>, words: readonly string[], seed: number, limit: number): void {
  let before = 0;
  let beforeThat = 0;
  for (const word of pieces(words, limit)) {
    const h = hash(word, seed);
    tokens.add(finish(h));
    if (before !== 0) tokens.add(finish(pair(before, h, 1)));
    if (beforeThat !== 0) tokens.add(finish(pair(beforeThat, h, 2)));
    beforeThat = before;
    before = h;
  }
}

/** The distinct tokens of a message, unsigned 32-bit. */
export function tokensOf({ body, subjectWords, sender, links }: Facts): Uint32Array {
  const tokens = new Set<number>();
  add(tokens, subjectWords, seeds.subject, 60);
  add(tokens, sender.nameWords, seeds.name, 20);
  add(tokens, body.words, seeds.body, wordLimit);
  for (const host of links.hosts.slice(0, 30)) tokens.add(finish(hash(suffixOf(host), seeds.link)));
  tokens.add(finish(hash(suffixOf(sender.host), seeds.from)));
  return Uint32Array.from(tokens);
}

/**
 * What lessons are made of: the words, and where the message came from and with what it was written. At one site correspondents,
 * lists and mail programs come again and again; in a model that ships they would say nothing, or give somebody away.
 */
export function lessonTokensOf(facts: Facts): Uint32Array {
  const { sender, path, message } = facts;
  const places = [
    `address ${sender.address.toLowerCase()}`,
    `from ${sender.organisation}`,
    `reverse ${sender.mailFromOrganisation}`,
    `reply ${sender.replyToOrganisation}`,
    `id ${organisationOf(sender.messageIdHost)}`,
    `machine ${organisationOf(path.boundary?.rdns ?? '')}`,
    `list ${(message.header.first('list-id') ?? message.header.first('list-post') ?? '').slice(0, 100)}`,
    `mailer ${(message.header.first('x-mailer') ?? message.header.first('user-agent') ?? '').slice(0, 20)}`,
    `type ${/^[^;]{0,60}/.exec(message.header.first('content-type') ?? '')?.[0] ?? ''}`,
    ...sender.signers.map((signer) => `signer ${signer}`),
    ...facts.links.organisations.slice(0, 20).map((organisation) => `link ${organisation}`),
  ];
  return Uint32Array.from(new Set([...tokensOf(facts), ...places.map((place) => finish(hash(place, seeds.place)))]));
}
