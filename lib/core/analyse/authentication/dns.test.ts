import { describe, expect, it } from 'vitest';

import { fakeResolver } from '../../ports/fake-resolver.ts';
import { type MessageDns, messageDns } from './dns.ts';

const zone = { 'example.com': { TXT: [['v=spf1 -all']] }, 'dead.test': 'ETIMEOUT', 'none.test': 'ENOTFOUND' };
const dnsOf = (changes: { now?: () => number; signal?: AbortSignal } = {}): MessageDns =>
  messageDns(fakeResolver(zone), changes.now ?? (() => 0), changes.signal ?? new AbortController().signal);

describe('the DNS of one message', () => {
  it('answers as the resolver does', async () => {
    expect(await dnsOf().resolve('example.com', 'TXT')).toEqual([['v=spf1 -all']]);
  });

  it('remembers trouble, and does not take a sure no for it', async () => {
    const dns = dnsOf();
    await expect(dns.resolve('none.test', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(dns.resolve('example.com', 'MX')).rejects.toMatchObject({ code: 'ENODATA' });
    expect(dns.troubled()).toBe(false);
    await expect(dns.resolve('dead.test', 'TXT')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    expect(dns.troubled()).toBe(true);
  });

  it('ends after two hundred questions', async () => {
    const dns = dnsOf();
    for (let i = 0; i < 200; i++) await dns.resolve('example.com', 'TXT');
    await expect(dns.resolve('example.com', 'TXT')).rejects.toMatchObject({ code: 'EBUDGET' });
    expect(dns.troubled()).toBe(true);
  });

  it('ends after ten seconds, and when the message is given up', async () => {
    let now = 0;
    const slow = dnsOf({ now: () => now });
    now = 10_001;
    await expect(slow.resolve('example.com', 'TXT')).rejects.toMatchObject({ code: 'EBUDGET' });
    const given = dnsOf({ signal: AbortSignal.abort() });
    await expect(given.resolve('example.com', 'TXT')).rejects.toMatchObject({ code: 'EBUDGET' });
  });
});
