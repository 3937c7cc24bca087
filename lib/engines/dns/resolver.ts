/** The port `Resolver` over c-ares: each question bounded in time, shared while under way, its answer kept, and none asked while DNS is away. */
import { Resolver as Ares } from 'node:dns/promises';

import type { Clock } from '#core/ports/clock.ts';
import type { RecordType, Resolver } from '#core/ports/resolver.ts';

import { createBreaker } from './breaker.ts';
import { type Answer, createCache } from './cache.ts';

export interface ResolverOptions {
  clock: Clock;
  /** `address` or `address:port` of recursive servers; absent: those of the system. */
  servers?: string[];
  /** Milliseconds for one question, all servers and repetitions included. */
  timeout?: number;
  /** Milliseconds between two looks whether DNS is back. */
  pause?: number;
  /** How many answers are kept. */
  cacheEntries?: number;
}

/** Node tells the TTL of addresses only; five minutes is what most TXT and MX records say at least. */
const defaultTtl = 300;
const maxTtl = 3600;
/** RFC 2308 section 5 allows hours; a domain that is being set up should not wait so long. */
const negativeTtl = 60;
/** RFC 2308 section 7: a failure may be kept for 5 minutes at most; a few seconds spare us a storm of one sender's messages. */
const failureTtl = 5;

const noSuchRecord = new Set(['ENOTFOUND', 'ENODATA']);
/** The server, or the way to it, may be gone. EREFUSED: it is there, and not for us. */
const noAnswer = new Set([
  'ETIMEOUT',
  'ECONNREFUSED',
  'EREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ECANCELLED',
  'ENOSERVER',
]);

export function createResolver(options: ResolverOptions): Resolver {
  const { clock, timeout = 2000, pause = 10_000, cacheEntries = 5000 } = options;
  const ares = new Ares({ timeout: Math.ceil(timeout / 2), tries: 2, maxTimeout: timeout });
  if (options.servers) ares.setServers(options.servers);
  const cache = createCache(cacheEntries, clock);
  const breaker = createBreaker({ ping: () => ping(ares, timeout), clock, pause });

  const ask = async (name: string, type: RecordType): Promise<Answer> => {
    try {
      const { records, ttl } = await inTime(query(ares, name, type), timeout);
      return { records, keep: Math.min(ttl, maxTtl) * 1000 };
    } catch (error) {
      const code = codeOf(error);
      if (noAnswer.has(code)) breaker.suspect();
      const keep = noSuchRecord.has(code) ? negativeTtl : failureTtl;
      return { error: error instanceof Error ? error : new Error(String(error)), keep: keep * 1000 };
    }
  };

  return async (name, type) => {
    const key = `${type} ${name.toLowerCase().replace(/\.$/, '')}`;
    const answer = breaker.isOpen() ? { error: away(name), keep: 0 } : await cache.get(key, () => ask(name, type));
    // A copy of the error: consumers write on what they catch.
    if (answer.error) throw Object.assign(new Error(answer.error.message), { code: codeOf(answer.error) });
    return [...(answer.records ?? [])];
  };
}

async function query(ares: Ares, name: string, type: RecordType): Promise<{ records: unknown[]; ttl: number }> {
  if (type !== 'A' && type !== 'AAAA') {
    const records: unknown = await ares.resolve(name, type);
    return { records: Array.isArray(records) ? records : [], ttl: defaultTtl };
  }
  const records = type === 'A' ? await ares.resolve4(name, { ttl: true }) : await ares.resolve6(name, { ttl: true });
  return { records: records.map((record) => record.address), ttl: Math.min(...records.map((record) => record.ttl)) };
}

/** Every recursive server has the root's name servers at hand; any answer, even a refusal of the name, shows that it is there. */
async function ping(ares: Ares, timeout: number): Promise<void> {
  try {
    await inTime(ares.resolveNs('.'), timeout);
  } catch (error) {
    if (noAnswer.has(codeOf(error))) throw error;
  }
}

/** c-ares multiplies its time-out by servers and tries; this one is the whole. */
async function inTime<T>(work: Promise<T>, limit: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(dnsError('ETIMEOUT', 'no answer in time')), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const away = (name: string): Error => dnsError('EDNSAWAY', `DNS is away: ${name} not asked`);

function dnsError(code: string, text: string): Error {
  return Object.assign(new Error(text), { code });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
