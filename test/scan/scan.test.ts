/** What becomes of mail of every kind under the shipped policy, with every engine that needs no process of its own. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { decide } from '#core/decide/decide.ts';
import type { Decision } from '#core/decide/decision.ts';
import { parseHeader } from '#core/message/header.ts';
import { savedEnvelope } from '#core/message/saved.ts';
import { compileRules } from '#core/policy/rules.ts';
import { scanMessage } from '#core/scan.ts';
import { createToolkit } from '#embedded/toolkit.ts';
import { loadYara } from '#engines/yara/engine.ts';

import { delivered, tagged } from './delivered.ts';
import { held } from './held.ts';

const recipient = 'tom@example.test';
const now = Date.UTC(2026, 10, 24, 10);
const rules = compileRules({
  version: 1,
  at: 0,
  by: 'test',
  policy: { v: 1, scopes: [] },
  directory: { v: 1, domains: [{ name: 'example.test', route: 'mx', unknown: 'accept', recipients: ['tom'] }] },
});
// Nobody answers there: the filter has to do without DNS.
const tools = await createToolkit({ hostname: 'mx.example.test', yara: {}, dnsServers: ['127.0.0.1'] });
const engine = loadYara();
if ('absent' in engine) console.warn(`test/scan is skipped: ${engine.absent}`);

async function decisionOn(raw: Buffer): Promise<Decision> {
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const id = '01940000-0000-7000-8000-000000000000';
  const envelope = savedEnvelope({
    id,
    raw: { key: 'test', size: raw.length, sha256 },
    header: parseHeader(raw),
    recipient,
    now,
  });
  const evidence = await scanMessage(envelope, raw, 1, tools);
  const [only] = envelope.recipients;
  if (!only) throw new Error('no recipient');
  return decide({ envelope, recipient: only, evidence, rules, at: now });
}

const codesOf = ({ because }: Decision): string[] => because.map(({ code }) => code);

describe.skipIf('absent' in engine)('under the shipped policy', () => {
  it.each(held)('%s is held: %s', async (_, code, raw) => {
    const decision = await decisionOn(raw);
    expect(decision.fate).toBe('quarantine');
    expect(codesOf(decision)).toContain(code);
  });

  it.each(delivered)('%s arrives untouched', async (_, raw) => {
    expect(await decisionOn(raw)).toMatchObject({ because: [], edits: [], fate: 'deliver' });
  });

  it.each(tagged)('%s arrives with a tag: %s', async (_, code, raw) => {
    const decision = await decisionOn(raw);
    expect(decision).toMatchObject({ fate: 'deliver', edits: [{ subject: '[ENCRYPTED]' }] });
    expect(codesOf(decision)).toEqual([code]);
  });
});
