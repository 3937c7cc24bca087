/** The main job as a newcomer sees it: mail in by SMTP, and what becomes of it, in a serving process of its own. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LogRecord } from '#core/record/log-record.ts';
import { type Sink, startSink } from '../../bench/support/sink.ts';
import { type Filter, startFilter } from '../support/filter.ts';
import { eicar, letter, send, withAttachment } from '../support/messages.ts';
import { readMailbox } from '../support/pop3-client.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'citrusmail-e2e-'));
let filter: Filter;
let sink: Sink;

beforeAll(async () => {
  sink = await startSink();
  filter = await startFilter({ dataDir, settings: ['clamav: { off: "not part of this test" }'] });
});

afterAll(async () => {
  await filter.stop();
  await sink.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const only = async (id: string): Promise<LogRecord> => {
  const [record] = await filter.settled(id);
  if (!record) throw new Error('no record');
  return record;
};
const gtube = ['XJS*C4JDBQADN1.NSBN3*2IDNEN', '*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('');
const mailbox = (name: string): Promise<string[]> =>
  readMailbox(filter.pop3, `${name}@example.test`, readFileSync(join(dataDir, 'secrets', name), 'utf8').trim());

describe('a message', () => {
  it('arrives in the mailbox, byte for byte below our trace fields', async () => {
    const message = letter('Lunch');
    const { id } = await send(filter.smtp, message);
    expect(await only(id)).toMatchObject({
      state: 'delivered',
      fate: 'deliver',
      recipient: 'alice@example.test',
      subject: 'Lunch',
    });
    const [stored] = await mailbox('alice');
    expect(stored).toMatch(/^Return-Path: <carol@sender\.example>\r\nReceived: from sender\.example /);
    expect(stored?.endsWith(message.trimEnd() + '\r\n')).toBe(true);
  });

  it('with a virus is held, and says by which rule', async () => {
    const { id } = await send(filter.smtp, withAttachment('A file', 'eicar.com', Buffer.from(eicar)));
    const record = await only(id);
    expect(record).toMatchObject({ state: 'held', fate: 'quarantine' });
    expect(record.reasons.map(({ layer, scope, fate }) => ({ layer, scope, fate }))).toContainEqual({
      layer: 'antivirus',
      scope: 'platform defaults',
      fate: 'quarantine',
    });
  });

  it('that is spam is held by its score', async () => {
    const { id } = await send(filter.smtp, letter('An offer', `${gtube}\r\n`));
    const record = await only(id);
    expect(record.state).toBe('held');
    expect(record.score).toBeGreaterThan(900);
    expect(record.reasons).toMatchObject([{ code: 'SCORE', layer: 'spam' }]);
  });

  it('for somebody who is not here is refused in the session, and logged', async () => {
    const { results } = await send(filter.smtp, letter('Hello'), ['nobody@example.test']);
    expect(results[0]).toMatchObject({ outcome: 'refused', remote: { code: 550, enhanced: '5.1.1' } });
    const { records } = await filter.ask<{ records: LogRecord[] }>('log.search', {
      to: 'nobody@example.test',
      limit: 10,
    });
    expect(records).toMatchObject([{ state: 'rejected', recipient: 'nobody@example.test' }]);
  });

  it('for a foreign domain is refused: no relay', async () => {
    const { results } = await send(filter.smtp, letter('Hello'), ['somebody@elsewhere.example']);
    expect(results[0]).toMatchObject({ outcome: 'refused', remote: { code: 550, enhanced: '5.7.1' } });
  });

  it('leaves incoming when it has been settled', async () => {
    await expect.poll(() => readdirSync(join(dataDir, 'incoming'))).toEqual([]);
  });
});

describe('a held message', () => {
  it('is released once, with its story in the log', async () => {
    const { id } = await send(filter.smtp, letter('Held at first', `${gtube}\r\n`), ['bob@example.test']);
    await filter.settled(id);
    expect(await filter.ask('quarantine.release', { id })).toEqual({ released: 1, heldAgain: [] });
    await expect(filter.ask('quarantine.release', { id })).rejects.toThrow(/no held copy/);
    expect(await only(id)).toMatchObject({ state: 'delivered' });
    expect((await mailbox('bob')).filter((message) => message.includes('Held at first'))).toHaveLength(1);
    const { copies } = await filter.ask<{ copies: { events: { kind: string }[] }[] }>('log.message', { id });
    expect(copies[0]?.events.map(({ kind }) => kind)).toEqual([
      'decided',
      'held',
      'released',
      'attempted',
      'delivered',
    ]);
  });

  it('is deleted, and its bytes with it', async () => {
    const { id } = await send(filter.smtp, letter('Away with it', `${gtube}\r\n`));
    await filter.settled(id);
    expect(readdirSync(join(dataDir, 'quarantine')).some((file) => file.startsWith(id))).toBe(true);
    await filter.ask('quarantine.delete', { id });
    expect(await only(id)).toMatchObject({ state: 'deleted' });
    expect(readdirSync(join(dataDir, 'quarantine')).some((file) => file.startsWith(id))).toBe(false);
  });
});

describe('one message for three recipients with three policies', () => {
  it('is decided for each', async () => {
    const route = { smtp: sink.address };
    const directory = {
      v: 1,
      domains: [{ name: 'inside.example', route, recipients: ['alice', 'bob', 'carol', 'desk', 'dan'] }],
    };
    await filter.ask('directory.apply', { directory });
    const tag = { fate: 'deliver', edits: [{ subject: '[SPAM]' }, { header: { name: 'X-Class', value: 'spam' } }] };
    const atLeast = (action: unknown): unknown => ({ atLeast: [{ points: 500, action }] });
    const scope = (name: string, action: unknown): unknown => ({
      kind: 'recipient',
      name: `${name}@inside.example`,
      spam: atLeast(action),
    });
    const scopes = [
      scope('alice', tag),
      scope('bob', { fate: 'redirect', redirectTo: 'desk@inside.example' }),
      scope('carol', 'quarantine'),
      scope('dan', 'discard'),
    ];
    await filter.ask('policy.apply', { policy: { v: 1, scopes } });
    const recipients = ['alice', 'bob', 'carol', 'dan'].map((name) => `${name}@inside.example`);
    const { id } = await send(filter.smtp, letter('For all of you', `${gtube}\r\n`), recipients);
    const records = (await filter.settled(id)).toSorted((a, b) => a.r - b.r);
    expect(records.map(({ state, fate }) => [state, fate])).toEqual([
      ['delivered', 'deliver'],
      ['delivered', 'redirect'],
      ['held', 'quarantine'],
      ['discarded', 'discard'],
    ]);
    expect(records.map(({ reasons }) => reasons[0]?.scope)).toEqual(recipients.map((name) => `recipient ${name}`));
    expect([...sink.arrivals.keys()].toSorted()).toEqual(['alice@inside.example', 'desk@inside.example']);
  });
});

describe('a start after a sudden end', () => {
  it('takes up what was unfinished, and nothing arrives twice in a mailbox', async () => {
    const directory = {
      v: 1,
      domains: [{ name: 'example.test', route: 'mailbox', recipients: ['alice'] }],
      mailboxes: [{ address: 'alice@example.test', password: 'file:secrets/alice' }],
    };
    await filter.ask('directory.apply', { directory });
    const subjects = Array.from({ length: 40 }, (_, index) => `Before the end ${index}`);
    const sent = Promise.all(
      subjects.map(async (subject) => ({
        subject,
        ...(await send(filter.smtp, letter(subject)).catch(() => undefined)),
      })),
    );
    await new Promise((resolve) => setTimeout(resolve, 150));
    await filter.kill();
    const acknowledged = (await sent).filter(({ results }) => results?.[0]?.outcome === 'accepted');
    filter = await startFilter({ dataDir });
    await Promise.all(acknowledged.map(({ id }) => filter.settled(id ?? '')));
    const messages = await mailbox('alice');
    for (const { subject } of acknowledged) {
      expect(messages.filter((message) => message.includes(`Subject: ${subject}\r\n`))).toHaveLength(1);
    }
  });
});
