import { afterEach, describe, expect, it } from 'vitest';

import { createResolver } from './resolver.ts';
import { type NameServer, rcode, rdata, type Reply, startNameServer } from './test-server.ts';

const servers: NameServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function setUp(reply: (name: string, type: number) => Reply, timeout = 1000) {
  const server = await startNameServer(reply);
  servers.push(server);
  const time = { now: 1_000_000 };
  const resolver = createResolver({ clock: () => time.now, servers: [server.address], timeout, pause: 10_000 });
  const asked = (name: string): number => server.asked.filter((line) => line.startsWith(`${name} `)).length;
  return { server, resolver, time, asked };
}

const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: { code?: string }) => error.code ?? 'no code',
  );

const txt = (...strings: string[]): Reply => ({ ttl: 60, rdata: [rdata.txt(...strings)] });

/** TXT for everything but the ping, which asks for name servers. */
const alive = (type: number): Reply => (type === 2 ? { ttl: 60, rdata: [] } : txt('x'));

describe('the resolver', () => {
  it('answers in the shape of the port', async () => {
    const { resolver } = await setUp((_name, type) =>
      type === 1 ? { ttl: 60, rdata: [rdata.a(192, 0, 2, 1)] } : txt('v=spf1 ', '-all'),
    );
    expect(await resolver('example.com', 'A')).toEqual(['192.0.2.1']);
    expect(await resolver('example.com', 'TXT')).toEqual([['v=spf1 ', '-all']]);
  });

  it('tells a name that does not exist from a record that does not', async () => {
    const { resolver } = await setUp((name) =>
      name === 'no.test' ? { rcode: rcode.nameError } : { ttl: 0, rdata: [] },
    );
    expect(await code(resolver('no.test', 'TXT'))).toBe('ENOTFOUND');
    expect(await code(resolver('yes.test', 'TXT'))).toBe('ENODATA');
  });

  it('asks once for the TTL of an address, and again after it', async () => {
    const { resolver, time, asked } = await setUp(() => ({ ttl: 60, rdata: [rdata.a(192, 0, 2, 1)] }));
    await resolver('example.com', 'A');
    await resolver('Example.COM.', 'A');
    expect(asked('example.com')).toBe(1);
    time.now += 60_001;
    await resolver('example.com', 'A');
    expect(asked('example.com')).toBe(2);
  });

  it('keeps a no for a minute', async () => {
    const { resolver, time, asked } = await setUp(() => ({ rcode: rcode.nameError }));
    await code(resolver('no.test', 'TXT'));
    time.now += 59_000;
    expect(await code(resolver('no.test', 'TXT'))).toBe('ENOTFOUND');
    expect(asked('no.test')).toBe(1);
    time.now += 2_000;
    await code(resolver('no.test', 'TXT'));
    expect(asked('no.test')).toBe(2);
  });

  it('shares a question that is under way', async () => {
    const { resolver, asked } = await setUp(() => txt('x'));
    await Promise.all([1, 2, 3].map(() => resolver('example.com', 'TXT')));
    expect(asked('example.com')).toBe(1);
  });

  it('gives every caller records and an error of his own', async () => {
    const { resolver } = await setUp((name) => (name === 'no.test' ? { rcode: rcode.nameError } : txt('x')));
    (await resolver('example.com', 'TXT')).push('mine');
    expect(await resolver('example.com', 'TXT')).toEqual([['x']]);
    const first: unknown = await resolver('no.test', 'TXT').catch((error: unknown) => error);
    const second: unknown = await resolver('no.test', 'TXT').catch((error: unknown) => error);
    expect(first).not.toBe(second);
  });

  it('does not take the dead server of one domain for its own', async () => {
    const { resolver, server } = await setUp((name, type) => (name === 'dead.test' ? 'silence' : alive(type)), 200);
    expect(await code(resolver('dead.test', 'TXT'))).toBe('ETIMEOUT');
    expect(await resolver('example.com', 'TXT')).toEqual([['x']]);
    expect(server.asked).toContain(' 2');
  });

  it('stops asking when the server is away, and begins again when it is back', async () => {
    let back = false;
    const { resolver, time, server } = await setUp((_name, type) => (back ? alive(type) : 'silence'), 100);
    await code(resolver('first.test', 'TXT'));
    await expect.poll(() => code(resolver('next.test', 'A'))).toBe('EDNSAWAY');
    const asked = server.asked.length;
    expect(await code(resolver('third.test', 'TXT'))).toBe('EDNSAWAY');
    expect(server.asked).toHaveLength(asked);
    back = true;
    time.now += 10_001;
    await expect.poll(() => code(resolver('fourth.test', 'TXT'))).toBe('no error');
  });

  it('takes a server that refuses everything as away', async () => {
    const { resolver } = await setUp(() => ({ rcode: rcode.refused }));
    expect(await code(resolver('first.test', 'TXT'))).toBe('EREFUSED');
    await expect.poll(() => code(resolver('next.test', 'TXT'))).toBe('EDNSAWAY');
  });

  it('has no opinion on a server failure', async () => {
    const { resolver } = await setUp((name) => (name === 'broken.test' ? { rcode: rcode.serverFailure } : txt('x')));
    expect(await code(resolver('broken.test', 'TXT'))).toBe('ESERVFAIL');
    expect(await resolver('example.com', 'TXT')).toEqual([['x']]);
  });
});
