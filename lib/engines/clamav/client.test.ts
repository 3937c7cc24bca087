import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { EngineUnavailable } from '#core/analyse/examiner.ts';

import { connectClamav } from './client.ts';
import { FakeClamd, type Stream } from './fake-clamd.ts';

const never = new AbortController().signal;
const bytes = (text: string) => Buffer.from(text);
let clamd: FakeClamd;

beforeEach(async () => {
  clamd = await FakeClamd.start({ scan: (stream) => stream.reply('stream: OK') });
});
afterEach(() => clamd[Symbol.asyncDispose]());

describe('a client of clamd', () => {
  it('sends the bytes as they are and reads the verdict', async () => {
    clamd.script = { scan: (stream) => stream.reply('stream: Test.Bad FOUND') };
    const engine = connectClamav({ socket: clamd.socket });
    expect(await engine.scan(bytes('a\0b\r\n'), never)).toEqual({ kind: 'found', signature: 'Test.Bad' });
    expect(clamd.streams[0]?.bytes).toEqual(bytes('a\0b\r\n'));
  });

  it('scans nothing as nothing', async () => {
    expect(await connectClamav({ socket: clamd.socket }).scan(bytes(''), never)).toEqual({ kind: 'clean' });
    expect(clamd.streams[0]?.bytes.length).toBe(0);
  });

  it('shares one connection between scans whose replies come in another order', async () => {
    const held: Stream[] = [];
    clamd.script = {
      scan: (stream) => {
        held.push(stream);
        if (held.length === 3) for (const s of held.toReversed()) s.reply(`stream: ${s.bytes.toString()} FOUND`);
      },
    };
    const engine = connectClamav({ socket: clamd.socket });
    const verdicts = await Promise.all(['one', 'two', 'three'].map((name) => engine.scan(bytes(name), never)));
    expect(verdicts).toEqual(['one', 'two', 'three'].map((signature) => ({ kind: 'found', signature })));
    expect(clamd.connections).toBe(1);
  });

  it('does not trust a connection that was long unused: a frozen function would not know that it is dead', async () => {
    const engine = connectClamav({ socket: clamd.socket }, { idle: 50 });
    await engine.scan(bytes('one'), never);
    await engine.scan(bytes('two'), never);
    expect(clamd.connections).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await engine.scan(bytes('three'), never);
    expect(clamd.connections).toBe(2);
  });

  it('takes a stream that clamd would break off for a limit', async () => {
    const engine = connectClamav({ socket: clamd.socket }, { stream: 3 });
    expect((await engine.scan(bytes('four'), never)).kind).toBe('limit');
    expect(clamd.streams).toEqual([]);
  });

  it('tells the version, with no mail in the question', async () => {
    expect(await connectClamav({ socket: clamd.socket }).version()).toBe('ClamAV 1.4.6/27800');
  });

  it('stops waiting when told to', async () => {
    clamd.script = { scan: () => undefined };
    const abort = new AbortController();
    const scan = connectClamav({ socket: clamd.socket }).scan(bytes('x'), abort.signal);
    abort.abort(new Error('enough'));
    await expect(scan).rejects.toThrow('enough');
  });
});

describe('the engine is unavailable', () => {
  it('when nobody listens', async () => {
    await clamd.die();
    const engine = connectClamav({ socket: clamd.socket });
    await expect(engine.scan(bytes('x'), never)).rejects.toThrow(EngineUnavailable);
    await expect(engine.version()).rejects.toThrow(EngineUnavailable);
    await clamd.listen();
    expect(await engine.scan(bytes('x'), never)).toEqual({ kind: 'clean' });
  });

  it('when it died during the scan and is not back', async () => {
    clamd.script = { scan: () => void clamd.die() };
    await expect(connectClamav({ socket: clamd.socket }).scan(bytes('x'), never)).rejects.toThrow(EngineUnavailable);
    await clamd.listen();
  });

  it('when it hangs: neither the scan nor a ping is answered', async () => {
    clamd.script = { scan: () => undefined, version: null };
    const engine = connectClamav({ socket: clamd.socket }, { silence: 10, ping: 20 });
    const both = await Promise.allSettled([engine.scan(bytes('x'), never), engine.scan(bytes('y'), never)]);
    expect(both.map((one) => one.status === 'rejected' && one.reason instanceof EngineUnavailable)).toEqual([
      true,
      true,
    ]);
  });

  it('when something else listens there', async () => {
    clamd.script = { scan: () => undefined, version: '220 mail.example ESMTP' };
    await expect(connectClamav({ socket: clamd.socket }).version()).rejects.toThrow(EngineUnavailable);
  });

  it('when it has no memory or disk left', async () => {
    clamd.script = { scan: (stream) => stream.reply("INSTREAM: Can't write to temporary file. ERROR") };
    await expect(connectClamav({ socket: clamd.socket }).scan(bytes('x'), never)).rejects.toThrow(EngineUnavailable);
  });
});

describe('a slow scan', () => {
  it('is waited for as long as clamd answers pings', async () => {
    clamd.script = { scan: (stream) => void setTimeout(() => stream.reply('stream: OK'), 100) };
    const engine = connectClamav({ socket: clamd.socket }, { silence: 10, ping: 1_000 });
    expect(await engine.scan(bytes('x'), never)).toEqual({ kind: 'clean' });
    expect(clamd.connections).toBeGreaterThan(1);
  });
});

describe('a connection lost over a scan, with clamd alive', () => {
  it('is tried once more: it may have been another message', async () => {
    clamd.script = {
      scan: (stream) => (clamd.streams.length === 1 ? stream.socket.destroy() : stream.reply('stream: OK')),
    };
    expect(await connectClamav({ socket: clamd.socket }).scan(bytes('x'), never)).toEqual({ kind: 'clean' });
  });

  it('twice is the fault of this message, and of no other', async () => {
    clamd.script = {
      scan: (stream) => (stream.bytes.toString() === 'killer' ? stream.socket.destroy() : stream.reply('stream: OK')),
    };
    const engine = connectClamav({ socket: clamd.socket });
    const contents = ['a', 'b', 'killer', 'c', 'd'];
    const outcomes = await Promise.allSettled(contents.map((text) => engine.scan(bytes(text), never)));
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(outcomes[2]).toMatchObject({ reason: { message: expect.stringContaining('twice') as string } });
    expect((outcomes[2] as PromiseRejectedResult).reason).not.toBeInstanceOf(EngineUnavailable);
  });

  it('is remembered over a restart that takes long', async () => {
    clamd.script = { scan: () => void clamd.die() };
    const engine = connectClamav({ socket: clamd.socket });
    await expect(engine.scan(bytes('killer'), never)).rejects.toThrow(EngineUnavailable);
    await clamd.listen();
    await expect(engine.scan(bytes('killer'), never)).rejects.toThrow('twice');
    await clamd.listen();
  });
});

describe('garbage from the socket', () => {
  it.each([
    ['a number that nobody asked', '99: stream: OK\0'],
    ['no number', 'stream: OK\0'],
    ['an endless reply', '1: '.padEnd(20_000, 'x')],
  ])('%s is never a verdict', async (_, garbage) => {
    clamd.script = { scan: (stream) => void stream.socket.write(garbage) };
    await expect(connectClamav({ socket: clamd.socket }).scan(bytes('x'), never)).rejects.toThrow('twice');
  });

  it('in the form of a reply is an error', async () => {
    clamd.script = { scan: (stream) => stream.reply('what?') };
    const verdict = await connectClamav({ socket: clamd.socket }).scan(bytes('x'), never);
    expect(verdict).toEqual({ kind: 'error', text: 'what?' });
  });
});
