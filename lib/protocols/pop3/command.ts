/** Command lines (RFC 1939 section 3): a keyword and its arguments. */

export const keywords = [
  'CAPA',
  'STLS',
  'USER',
  'PASS',
  'AUTH',
  'STAT',
  'LIST',
  'UIDL',
  'RETR',
  'TOP',
  'DELE',
  'RSET',
  'NOOP',
  'QUIT',
] as const;
export type Keyword = (typeof keywords)[number];

const known: ReadonlySet<string> = new Set(keywords);
const isKeyword = (word: string): word is Keyword => known.has(word);

export interface Command {
  keyword: Keyword | 'unknown';
  /** Untrimmed: RFC 1939 section 7 lets a password hold blanks. */
  argument: string;
}

export function readCommand(line: string): Command {
  const space = line.indexOf(' ');
  const word = (space < 0 ? line : line.slice(0, space)).toUpperCase();
  return { keyword: isKeyword(word) ? word : 'unknown', argument: space < 0 ? '' : line.slice(space + 1) };
}

/** Message numbers and line counts: blank-separated, decimal; undefined when anything else stands there. */
export function readNumbers(argument: string): number[] | undefined {
  const words = argument.split(' ').filter((word) => word !== '');
  return words.every((word) => /^[0-9]{1,9}$/.test(word)) ? words.map(Number) : undefined;
}

export interface Credentials {
  name: string;
  password: string;
}

/** The message of SASL PLAIN (RFC 4616) in base64; undefined when it is none, or asks to act for somebody else. */
export function readPlain(response: string): Credentials | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(response)) return undefined;
  const [actFor, name, password, ...more] = Buffer.from(response, 'base64').toString('utf8').split('\0');
  if (name === undefined || name === '' || password === undefined || more.length > 0) return undefined;
  return actFor === '' || actFor === name ? { name, password } : undefined;
}
