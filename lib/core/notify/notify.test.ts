import { createHash } from 'node:crypto';

import { beforeEach, describe, expect, it } from 'vitest';

import { defaultDirectory } from '../policy/default-directory.ts';
import { compileRules } from '../policy/rules.ts';
import type { NotifyRule } from '../policy/schema.ts';
import type { Sent } from '../ports/text-sender.ts';
import type { LogRecord } from '../record/log-record.ts';
import type { RecipientState } from '../record/state.ts';
import { decision } from '../deliver/sample-copy.test-support.ts';
import { notify, type NoticeHouse, type Told } from './notify.ts';

const now = Date.UTC(2026, 10, 24, 12);
const one = '+441632960001';
const other = '+441632960002';
const { id } = decision(0);

/** Stores in memory, and a sender that keeps what it sent. */
let house: NoticeHouse;
let sent: [phone: string, text: string][];
let answer: Sent;
let copies: RecipientState[];
let counted: Map<string, number>;
let keys: string[];

function record(r: number, recipient: string): LogRecord {
  return {
    id,
    r,
    v: 4,
    receivedAt: now,
    updatedAt: now,
    state: 'delivered',
    collector: 'smtp',
    mailFrom: 'carol@sender.example',
    recipient,
    subject: 'Lunch',
    size: 100,
    findings: [],
    reasons: [],
    attempts: 1,
  };
}

const copy = (r: number): RecipientState => ({
  id,
  r,
  v: 4,
  state: 'delivered',
  decision: decision(r),
  attempt: 1,
  giveUpAt: now,
  unsent: [],
});

function rules(notices: NotifyRule[]): NoticeHouse['rules'] {
  const policy = {
    v: 1 as const,
    scopes: [{ kind: 'recipient' as const, name: 'alice@example.test', notify: notices }],
  };
  return async () => compileRules({ version: 1, at: 0, by: '', policy, directory: defaultDirectory() });
}

beforeEach(() => {
  [sent, keys, counted] = [[], [], new Map()];
  answer = { outcome: 'sent', id: 'm1' };
  copies = [copy(0), copy(1)];
  const records = [record(0, 'alice@example.test'), record(1, 'bob@example.test')];
  house = {
    clock: () => now,
    rules: rules([{ sms: [one], text: '{from}: {subject}' }]),
    log: { search: async () => ({ records }), events: async () => [], reject: async () => {} },
    copies: {
      of: async () => copies,
      transitions: async (next: readonly RecipientState[]) =>
        next.map((wanted) => {
          if (copies[wanted.r]?.v !== wanted.v - 1) return false;
          copies[wanted.r] = wanted;
          return true;
        }),
    } as never,
    claims: {
      async claim(key) {
        const free = !keys.includes(key);
        keys.push(key);
        return free;
      },
      async count(key) {
        counted.set(key, (counted.get(key) ?? 0) + 1);
        return counted.get(key) ?? 0;
      },
    },
    sender: {
      async send(phone, text) {
        sent.push([phone, text]);
        return answer;
      },
    },
  };
});

const tell = (signal = new AbortController().signal): Promise<Told[]> => notify(id, house, signal);
const noted = (): unknown[] => copies[0]?.unsent.map(({ kind, by, detail }) => [kind, by, detail]) ?? [];

describe('whoever wants to be told of mail', () => {
  it('is sent a text, and the log says so', async () => {
    expect(await tell()).toEqual([{ phone: '...001', outcome: 'sent' }]);
    expect(sent).toEqual([[one, 'carol@sender.example: Lunch']]);
    expect(noted()).toEqual([['notified', 'notify', { sent: '...001' }]]);
    expect(copies[0]).toMatchObject({ state: 'delivered', v: 5 });
    expect(copies[1]).toEqual(copy(1));
  });

  it('is sent one, however often the event is told', async () => {
    await tell();
    expect(await tell()).toEqual([]);
    await Promise.all([tell(), tell()]);
    expect(sent).toHaveLength(1);
    expect(noted()).toHaveLength(1);
  });

  it('is claimed before the sending, so that a death between the two sends nothing twice', async () => {
    house.sender.send = () => Promise.reject(new Error('died'));
    await expect(tell()).rejects.toThrow('died');
    house.sender.send = async () => answer;
    expect(await tell()).toEqual([]);
  });

  it('is not named in keys', async () => {
    await tell();
    expect(keys).toEqual([createHash('sha256').update(`${id}/0/${one}`).digest('hex')]);
    expect([...counted.keys()].join()).not.toContain('960001');
  });

  it('is left alone in quiet hours and beyond the limit, and the log says why', async () => {
    house.rules = rules([
      { sms: [one], text: 'a', quiet: '11:00-13:00' },
      { sms: [other], text: 'b', perHour: 1 },
    ]);
    await house.claims.count(
      createHash('sha256')
        .update(`${other}/${now / 3_600_000}`)
        .digest('hex'),
      0,
    );
    expect(await tell()).toEqual([
      { phone: '...001', outcome: 'quiet' },
      { phone: '...002', outcome: 'limit' },
    ]);
    expect(sent).toEqual([]);
    expect(noted()).toEqual([['notified', 'notify', { quiet: '...001', limit: '...002' }]]);
  });

  it.each<[Sent, string, object]>([
    [
      { outcome: 'refused', why: 'InvalidParameterException' },
      'refused',
      { refused: '...001 (InvalidParameterException)' },
    ],
    [{ outcome: 'later', why: 'TimeoutError' }, 'failed', { failed: '...001 (TimeoutError)' }],
  ])('that %j is noted', async (said, outcome, detail) => {
    answer = said;
    expect(await tell()).toMatchObject([{ outcome }]);
    expect(noted()).toEqual([['notified', 'notify', detail]]);
  });
});

describe('nothing', () => {
  it('is looked up where no policy wants notices', async () => {
    house.rules = rules([]);
    house.log.search = () => Promise.reject(new Error('asked'));
    expect(await tell()).toEqual([]);
  });

  it('is claimed when time is over', async () => {
    expect(await tell(AbortSignal.abort())).toEqual([]);
    expect(keys).toEqual([]);
  });

  it('is written over an attempt: a copy that moves again belongs to who moves it', async () => {
    copies[0] = { ...copy(0), state: 'attempting', v: 6 };
    expect(await tell()).toHaveLength(1);
    expect(copies[0]).toMatchObject({ state: 'attempting', v: 6, unsent: [] });
  });

  it('is lost when somebody else writes at the same time', async () => {
    const store = house.copies;
    let late = 1;
    const transitions: typeof store.transitions = async (next) => {
      if (late-- > 0) copies[0] = { ...copy(0), v: 5 };
      return store.transitions(next);
    };
    house.copies = { ...store, transitions };
    await tell();
    expect(copies[0]).toMatchObject({ v: 6, unsent: [{ v: 6, kind: 'notified' }] });
  });
});
