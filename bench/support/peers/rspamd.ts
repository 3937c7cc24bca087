/** rspamd as Debian sets it up, with a Redis of its own: what asks the network is off, Bayes is trained, clamd looks at the mail. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { bytesOf, type Sample } from '../../corpora.ts';
import { freePort, listening } from '../ports.ts';
import { startChild } from './child.ts';

export interface RspamdOptions {
  folder: string;
  /** Compiled regular expressions, kept from run to run: they take it half a minute. */
  cache: string;
  clamd: string;
  /** What clamd is given: the whole message, or, as rspamd does by default, each part that is not text. */
  scans: 'messages' | 'attachments';
}

export interface Rspamd {
  milter: number;
  /** Where it answers HTTP about one message. */
  scan: number;
  pids: number[];
  train(samples: Sample[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startRspamd(options: RspamdOptions): Promise<Rspamd> {
  const { folder, cache } = options;
  const ports = {
    redis: await freePort(),
    milter: await freePort(),
    controller: await freePort(),
    scan: await freePort(),
  };
  for (const path of [folder, cache]) mkdirSync(path, { recursive: true });
  writeSettings(options, ports);
  const redis = startChild('redis-server', [
    '--port',
    String(ports.redis),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--dir',
    folder,
  ]);
  await listening(ports.redis, 'Redis');
  const places = { LOCAL_CONFDIR: folder, DBDIR: cache, RUNDIR: folder, LOGDIR: folder };
  const variables = Object.entries(places).map(([name, value]) => `--var=${name}=${value}`);
  // As root (-i): clamd's socket is its owner's alone.
  const rspamd = startChild('rspamd', ['-f', '-i', '-c', '/etc/rspamd/rspamd.conf', ...variables]);
  await Promise.all([listening(ports.milter, 'rspamd'), listening(ports.controller, 'rspamd')]);
  return {
    milter: ports.milter,
    scan: ports.scan,
    pids: [rspamd.pid, redis.pid],
    train: (samples) => train(samples, ports.controller),
    async stop() {
      await rspamd.stop();
      await redis.stop();
    },
  };
}

type Ports = Record<'redis' | 'milter' | 'controller' | 'scan', number>;

/** Modules that would ask DNS or a server elsewhere, and those that would keep mail waiting. */
const off = [
  'rbl',
  'surbl',
  'spf',
  'dkim',
  'dkim_signing',
  'arc',
  'dmarc',
  'bimi',
  'fuzzy_check',
  'asn',
  'mx_check',
  'hfilter',
].concat(['url_redirector', 'rspamd_update', 'greylist', 'ratelimit']);

function writeSettings({ folder, clamd, scans }: RspamdOptions, ports: Ports): void {
  const put = (kind: 'local.d' | 'override.d', name: string, text: string): void => {
    mkdirSync(join(folder, kind), { recursive: true });
    writeFileSync(join(folder, kind, name), text);
  };
  for (const module of off) put('local.d', `${module}.conf`, 'enabled = false;\n');
  put('local.d', 'options.inc', 'dns { nameserver = ["127.0.0.1:9"]; timeout = 0.05s; retransmits = 1; }\n');
  put('local.d', 'phishing.conf', 'phishtank_enabled = false;\n');
  put('local.d', 'redis.conf', `servers = "127.0.0.1:${ports.redis}";\n`);
  // Every message is relayed, so that it can be counted.
  put('override.d', 'actions.conf', 'reject = null; greylist = null; add_header = 6;\n');
  put(
    'local.d',
    'antivirus.conf',
    `clamav { type = "clamav"; servers = "${clamd}"; symbol = "CLAM_VIRUS"; max_size = 41943040; scan_mime_parts = ${scans === 'attachments'}; }\n`,
  );
  const bind = (port: number): string => `bind_socket = "127.0.0.1:${port}";\n`;
  // The proxy analyses by itself, one process a processor: no way to another worker (rspamd's advice for one machine).
  const selfScan = `upstream "local" { default = yes; self_scan = yes; } milter = yes; count = ${availableParallelism()};\n`;
  put('override.d', 'worker-proxy.inc', bind(ports.milter) + selfScan);
  put('override.d', 'worker-controller.inc', bind(ports.controller));
  put('override.d', 'worker-normal.inc', `${bind(ports.scan)}count = 1;\n`);
}

async function train(samples: Sample[], port: number): Promise<void> {
  const queue = samples.values();
  const lane = async (): Promise<void> => {
    for (const sample of queue) await learn(sample, port);
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}

/** 208: it has learned a message with these words before. */
const learned = new Set([200, 204, 208]);

async function learn(sample: Sample, port: number): Promise<void> {
  const address = `http://127.0.0.1:${port}/${sample.spam ? 'learnspam' : 'learnham'}`;
  const reply = await fetch(address, { method: 'POST', body: Buffer.from(bytesOf(sample)) });
  const text = await reply.text();
  if (!learned.has(reply.status)) throw new Error(`rspamd does not learn ${sample.name}: ${reply.status} ${text}`);
}
