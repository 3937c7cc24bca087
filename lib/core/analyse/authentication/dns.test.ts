import { describe, expect, it } from 'vitest';

import { fakeResolver } from '../../ports/fake-resolver.ts';
import { dnsBudget, messageDns } from './dns.ts';

const zone = { 'example.com': { TXT: [['v=spf1 -all']] }, 'dead.test': 'ETIMEOUT', 'none.test': 'ENOTFOUND' };
const budget = (changes: { now?: () => number; signal?: AbortSignal } = {}) =>
  dnsBudget(fakeResolver(zone), changes.now ?? (() => 0), changes.signal ?? new AbortController().signal);

describe('the DNS of one message', () => {
  it('answers as the resolver does', async () => {
    expect(await messageDns(budget()).resolve('example.com', 'TXT')).toEqual([['v=spf1 -all']]);
  });

  it('remembers trouble, and does not take a sure no for it', async () => {
    const dns = messageDns(budget());
    await expect(dns.resolve('none.test', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(dns.resolve('example.com', 'MX')).rejects.toMatchObject({ code: 'ENODATA' });
    expect(dns.troubled()).toBe(false);
    await expect(dns.resolve('dead.test', 'TXT')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    expect(dns.troubled()).toBe(true);
  });

  it('keeps the trouble of one method from another', async () => {
    const shared = budget();
    const [spf, arc] = [messageDns(shared), messageDns(shared)];
    await expect(spf.resolve('dead.test', 'TXT')).rejects.toThrow('ETIMEOUT');
    expect(arc.troubled()).toBe(false);
  });

  it('ends after two hundred questions, shared by all methods', async () => {
    const shared = budget();
    const [first, second] = [messageDns(shared), messageDns(shared)];
    for (let i = 0; i < 100; i++) {
      await first.resolve('example.com', 'TXT');
      await second.resolve('example.com', 'TXT');
    }
    await expect(first.resolve('example.com', 'TXT')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    expect(first.troubled()).toBe(true);
  });

  it('ends after ten seconds, and when the message is given up', async () => {
    let now = 0;
    const slow = messageDns(budget({ now: () => now }));
    now = 10_001;
    await expect(slow.resolve('example.com', 'TXT')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    const given = messageDns(budget({ signal: AbortSignal.abort() }));
    await expect(given.resolve('example.com', 'TXT')).rejects.toMatchObject({ code: 'ETIMEOUT' });
  });
});
