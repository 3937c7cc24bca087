/** Runs dialogue files against a conversation: what a client sends, and what must come back. Add a test by adding a file. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Conversation, Next, Output } from '#protocols/conversation.ts';

/**
 * A dialogue file, a line each:
 * `# ...` what it shows;  `@ key value` a setting of the session;  `C: text` the client sends text (escapes \r \n \0 \t \\ \xHH, and
 * `C*N:` repeats it N times);  `S: text` the next line of the output begins so;  `R: code` the next reply has this code, however many lines;
 * `TLS` the handshake succeeds here;  `CLOSE` the server ends the session here;  anything else is a mistake.
 */
export interface Dialogue {
  name: string;
  settings: Map<string, string>;
  steps: Step[];
}

export type Step =
  | { kind: 'send'; bytes: Buffer }
  | { kind: 'expect' | 'reply'; text: string }
  | { kind: 'tls' | 'close' };

export function readDialogues(folder: string): Dialogue[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  return files.sort().map((name) => parse(name, readFileSync(join(folder, name), 'utf8')));
}

function parse(name: string, text: string): Dialogue {
  const dialogue: Dialogue = { name, settings: new Map(), steps: [] };
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const setting = /^@ ([^ ]+) (.*)$/.exec(line);
    if (setting) dialogue.settings.set(setting[1]!, setting[2]!);
    else dialogue.steps.push(parseStep(name, line));
  }
  return dialogue;
}

function parseStep(name: string, line: string): Step {
  if (line === 'TLS') return { kind: 'tls' };
  if (line === 'CLOSE') return { kind: 'close' };
  const sends = /^C(?:\*([0-9]+))?: ?(.*)$/.exec(line);
  if (sends) return { kind: 'send', bytes: Buffer.concat(Array(Number(sends[1] ?? 1)).fill(unescape(sends[2]!))) };
  const expects = /^S: ?(.*)$/.exec(line);
  if (expects) return { kind: 'expect', text: expects[1]! };
  const replies = /^R: ([0-9]{3})$/.exec(line);
  if (replies) return { kind: 'reply', text: replies[1]! };
  throw new Error(`${name}: cannot read "${line}"`);
}

const named = new Map([
  ['r', 13],
  ['n', 10],
  ['t', 9],
  ['0', 0],
  ['\\', 92],
]);

export function unescape(text: string): Buffer {
  const pieces = text.match(/\\x[0-9a-f]{2}|\\.|[^\\]+/gi) ?? [];
  return Buffer.concat(
    pieces.map((piece) => {
      if (piece.startsWith('\\x')) return Buffer.from(piece.slice(2), 'hex');
      if (!piece.startsWith('\\')) return Buffer.from(piece);
      return Buffer.from([named.get(piece[1]!)!]);
    }),
  );
}

/** How the client's bytes are cut before they reach the session. */
export type Cut = (bytes: Buffer) => Buffer[];

export const whole: Cut = (bytes) => [bytes];
export const byByte: Cut = (bytes) => Array.from(bytes, (byte) => Buffer.from([byte]));

/** The same cuts at every run. */
export function fragments(seed: number): Cut {
  let state = seed;
  return (bytes) => {
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      const length = 1 + ((state >>> 16) % 7);
      pieces.push(bytes.subarray(at, at + length));
      at += length;
    }
    return pieces;
  };
}

/** Resolves with what is wrong: empty when the dialogue went as written. */
export async function run(dialogue: Dialogue, start: (output: Output) => Conversation, cut: Cut): Promise<string[]> {
  const player = new Player(start, cut);
  await player.begin();
  for (const step of dialogue.steps) {
    const problem = await player.play(step);
    if (problem !== undefined) return [problem];
  }
  return player.end();
}

class Player {
  readonly #conversation: Conversation;
  readonly #cut: Cut;
  #output = '';
  #next: Next = 'read';

  constructor(start: (output: Output) => Conversation, cut: Cut) {
    this.#cut = cut;
    this.#conversation = start((piece) => {
      this.#output += typeof piece === 'string' ? piece : Buffer.from(piece).toString('latin1');
    });
  }

  async begin(): Promise<void> {
    this.#next = await this.#conversation.greet(false);
  }

  async play(step: Step): Promise<string | undefined> {
    switch (step.kind) {
      case 'send':
        return this.#send(step.bytes);
      case 'expect':
        return this.#expect(step.text);
      case 'reply':
        return this.#reply(step.text);
      case 'tls':
        return this.#secure();
      case 'close':
        break;
    }
    return this.#next === 'close' ? undefined : 'the session was not ended';
  }

  #secure(): string | undefined {
    if (this.#next !== 'starttls') return 'no handshake was asked for';
    this.#conversation.secured({ protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' });
    this.#next = 'read';
    return undefined;
  }

  async end(): Promise<string[]> {
    await this.#conversation.closed();
    return this.#output === '' ? [] : [`not expected: ${JSON.stringify(this.#output)}`];
  }

  async #send(bytes: Buffer): Promise<undefined> {
    for (const piece of this.#cut(bytes)) {
      // What comes behind STARTTLS or after the end never reaches the session.
      if (this.#next !== 'read') return undefined;
      this.#next = await this.#conversation.receive(Buffer.from(piece));
    }
    return undefined;
  }

  #reply(code: string): string | undefined {
    while (this.#output.startsWith(`${code}-`)) this.#expect(`${code}-`);
    return this.#expect(`${code} `);
  }

  #expect(text: string): string | undefined {
    const end = this.#output.indexOf('\r\n');
    const line = end < 0 ? this.#output : this.#output.slice(0, end);
    if (end < 0 || !line.startsWith(text)) return `expected ${JSON.stringify(text)}, got ${JSON.stringify(line)}`;
    this.#output = this.#output.slice(end + 2);
    return undefined;
  }
}
