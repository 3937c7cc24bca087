/** SpamAssassin and rspamd as judges of the same messages, asked over their own protocols; what would ask the network is off in both. */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { strippedBytesOf, type Sample } from '../../corpora.ts';
import { startChild } from '../peers/child.ts';
import { startRspamd } from '../peers/rspamd.ts';
import { freePort, listening } from '../ports.ts';

export interface Judge {
  name: string;
  /** Where it tags or holds by itself, in its own points. */
  threshold: number;
  score(sample: Sample): Promise<number>;
  teach(sample: Sample): Promise<void>;
  stop(): Promise<void>;
}

type StartJudge = () => Promise<Judge>;

/** Those of the two that are installed. */
export function judges(): StartJudge[] {
  const all: [string, StartJudge][] = [
    ['/usr/sbin/spamd', spamassassin],
    ['/usr/bin/rspamd', rspamd],
  ];
  return all.flatMap(([program, start]) => {
    if (existsSync(program)) return [start];
    console.warn(`accuracy: ${program} is not installed, and its column is left out`);
    return [];
  });
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'citrusmail-accuracy-'));
  // spamd gives root up for nobody.
  chmodSync(path, 0o777);
  return path;
}

async function spamassassin(): Promise<Judge> {
  const path = folder();
  const port = await freePort();
  const settings = [
    `bayes_path ${join(path, 'bayes')}`,
    'bayes_file_mode 0777',
    'bayes_auto_learn 0',
    'use_auto_whitelist 0',
  ];
  const flags = [
    '--local',
    '--nouser-config',
    '--allow-tell',
    '--listen=127.0.0.1',
    `--port=${port}`,
    '--max-children=2',
  ];
  const child = startChild('spamd', [...flags, ...settings.map((line) => `--cf=${line}`)]);
  await listening(port, 'spamd');
  return {
    name: 'SpamAssassin',
    threshold: 5,
    async score(sample) {
      const reply = await ask(port, 'CHECK SPAMC/1.5\r\n', strippedBytesOf(sample));
      const score = /^Spam: \w+ ; (-?[\d.]+)/m.exec(reply)?.[1];
      if (score === undefined) throw new Error(`spamd gave no score of ${sample.name}: ${reply.slice(0, 200)}`);
      return Number(score);
    },
    async teach(sample) {
      await ask(
        port,
        `TELL SPAMC/1.5\r\nMessage-class: ${sample.spam ? 'spam' : 'ham'}\r\nSet: local\r\n`,
        strippedBytesOf(sample),
      );
    },
    async stop() {
      await child.stop();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function ask(port: number, head: string, message: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let reply = '';
    socket.setEncoding('latin1').on('data', (data: string) => (reply += data));
    socket.once('error', reject).once('end', () => resolve(reply));
    socket.write(`${head}Content-length: ${message.length}\r\n\r\n`);
    socket.end(message);
  });
}

async function rspamd(): Promise<Judge> {
  const path = folder();
  const server = await startRspamd({
    folder: path,
    cache: join(path, 'cache'),
    clamd: '127.0.0.1:9',
    scans: 'attachments',
  });
  return {
    name: 'rspamd',
    threshold: 6,
    async score(sample) {
      const reply = await fetch(`http://127.0.0.1:${server.scan}/checkv2`, {
        method: 'POST',
        body: Buffer.from(strippedBytesOf(sample)),
      });
      const { score } = (await reply.json()) as { score?: number };
      if (score === undefined) throw new Error(`rspamd gave no score of ${sample.name}: ${reply.status}`);
      return score;
    },
    teach: (sample) => server.train([sample]),
    async stop() {
      await server.stop();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Asks for many, a few at a time. */
export async function inLanes<T, R>(items: readonly T[], lanes: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const lane = async (): Promise<void> => {
    for (const [i, item] of queue) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
