/** The mail sets that benches and training read: found, unpacked once into `.cache/corpora`, and read message by message. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { parseHeader } from '#core/message/header.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export const setNames = [
  'commercial-2025-2026',
  'newsletters-2023',
  'lists-2019-2023',
  'spamassassin-2002',
  'csdmc2010-new',
  'nazario-phish-2004-2005',
  'phishing-pot-2022-2025q3',
] as const;
export type SetName = (typeof setNames)[number];

export interface Sample {
  set: SetName;
  spam: boolean;
  /** What kind of ham or spam: false alarms are counted for each. */
  kind: string;
  /** File name without the folder. */
  name: string;
  path: string;
}

/** Where the packed sets lie: `CITRUSMAIL_CORPORA`, or `shared/corpora` beside the checkout. */
export function corporaFolder(): string | undefined {
  const folder = process.env.CITRUSMAIL_CORPORA ?? join(root, '..', 'shared', 'corpora');
  return existsSync(folder) ? folder : undefined;
}

/** The folder of an unpacked set; undefined where the set is not to be had. */
export function unpacked(set: string): string | undefined {
  const folder = join(root, '.cache', 'corpora', set);
  if (existsSync(folder)) return folder;
  const archive = join(corporaFolder() ?? '', `${set}.tar.gz`);
  if (!existsSync(archive)) return undefined;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const { status, stderr } = spawnSync('tar', ['-xzf', archive, '-C', unfinished], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${archive} could not be unpacked: ${stderr}`);
  if (existsSync(folder)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, folder);
  return folder;
}

const labels = [
  ['ham', false],
  ['spam', true],
  ['phish', true],
] as const;

/** All messages of a set in the order of their names; empty, with a warning, where the set is not to be had. */
export function samplesOf(set: SetName): Sample[] {
  const folder = unpacked(set);
  if (!folder) {
    console.warn(`corpora: ${set} is not here and is left out`);
    return [];
  }
  return labels.flatMap(([label, spam]) => {
    const inside = join(folder, label);
    if (!existsSync(inside)) return [];
    return readdirSync(inside)
      .sort()
      .map((name) => ({ set, spam, kind: kindOf(set, label, name), name, path: join(inside, name) }));
  });
}

function kindOf(set: SetName, label: string, name: string): string {
  if (label !== 'ham') return label;
  if (set === 'spamassassin-2002') return name.startsWith('hard') ? 'hard ham' : 'easy ham';
  if (set === 'lists-2019-2023') return name.startsWith('cip-testing-results') ? 'automatic notices' : 'list talk';
  if (set === 'csdmc2010-new') return 'list talk';
  return set === 'newsletters-2023' ? 'newsletters' : 'newsletters, receipts, bills';
}

/** The message without the line that an mbox puts before it. */
export function bytesOf(sample: Sample): Uint8Array {
  const raw = readFileSync(sample.path);
  return raw.subarray(0, 5).toString() === 'From ' ? raw.subarray(raw.indexOf(10) + 1) : raw;
}

/** Fields that receiving machines wrote, with the verdicts of other filters: no filter may see them in a test. */
const receivers =
  /^(?:x-spam|x-va-spam|x-headers-end|x-barracuda|x-asg-|x-foff|x-apparently-to|x-ymailisg|x-rc-|x-amavis|xstatus|xlevel|xchecker|x-ms-|x-microsoft-|x-forefront-|x-eop|x-sid-|x-incoming|x-message-|status$|x-status$|x-uid$|x-keywords$|lines$|content-length$|authentication-results$|domainkey-signature$)/;

/** Handed on within the receiving house, or fetched from its mailbox: filters would take such a machine for the sender's. */
const ownHop = /^from localhost\b|\(fetchmail|^from \S*?([\w-]+\.[\w-]+) [^;]*?\bby (?:\S+\.)?\1[\s;]/;

/** The message without what receiving machines wrote, their own hops included. */
export function strippedBytesOf(sample: Sample): Uint8Array {
  const raw = bytesOf(sample);
  const { fields, bodyStart } = parseHeader(raw);
  const hops = fields.filter((field) => field.name === 'received');
  const foreign = hops.findIndex((hop) => !ownHop.test(hop.value));
  const ours = new Set(hops.slice(0, Math.max(0, foreign)));
  const kept = fields
    .filter((field) => !receivers.test(field.name) && !ours.has(field))
    .map((field) => raw.subarray(field.start, field.end));
  const end = fields.at(-1)?.end ?? 0;
  return Buffer.concat([...kept, raw.subarray(Math.min(end, bodyStart))]);
}

/** FNV-1a: a choice that is the same on every machine and in every run. */
export function lot(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h ^ (h >>> 15)) >>> 0;
}

/** At most `most` of them, drawn by `seed` and not by order. */
export function draw<T extends Sample>(samples: readonly T[], most: number, seed: string): T[] {
  if (samples.length <= most) return [...samples];
  return [...samples].sort((a, b) => lot(seed + a.name) - lot(seed + b.name)).slice(0, most);
}
