/** SPF, ARC and DKIM by the public suites. Where we differ, the case is listed with the reason, and the test fails when that changes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

import { createAuthenticationExaminer } from '#core/analyse/authentication/examiner.ts';
import { messageDns } from '#core/analyse/authentication/dns.ts';
import { checkHost } from '#core/analyse/authentication/spf.ts';
import type { Finding } from '#core/findings/finding.ts';
import { sampleMessage } from '#core/analyse/sample-message.ts';
import type { Envelope } from '#core/message/envelope.ts';
import { fakeResolver } from '#core/ports/fake-resolver.ts';
import type { Resolver } from '#core/ports/resolver.ts';

import { unpackCorpus } from './corpora.ts';
import { type SpfRecord, zoneResolver } from './spf-zone.ts';

const suite = unpackCorpus('conformance-auth');
afterAll(() => suite?.remove());

const read = (path: string): string => readFileSync(join(suite?.folder ?? '', path), 'latin1');
const documents = <T>(path: string): T[] =>
  parseAllDocuments(read(path)).flatMap((document): T[] => {
    const value: unknown = document.toJS();
    return value ? [value as T] : [];
  });

async function examine(raw: string, resolver: Resolver, envelope: Partial<Envelope>): Promise<Finding[]> {
  const examiner = createAuthenticationExaminer({ resolver, clock: () => 0, hostname: 'mx.test' });
  const subject = sampleMessage(Buffer.from(raw, 'latin1'), envelope);
  return (await examiner.examine(subject, new AbortController().signal)).findings;
}

interface SpfSuite {
  tests: Record<string, { helo: string; host: string; mailfrom: string; result: string | string[] }>;
  zonedata: Record<string, SpfRecord[]>;
}

const spfDifferences: Record<string, string> = {};

describe.skipIf(!suite)('SPF (RFC 7208)', () => {
  it('agrees with the suite', async () => {
    const differing: Record<string, string> = {};
    let count = 0;
    for (const { tests, zonedata } of documents<SpfSuite>('spf/rfc7208-tests.yml')) {
      const resolver = zoneResolver(zonedata);
      for (const [name, test] of Object.entries(tests)) {
        const client = { ip: test.host, from: 'socket', helo: test.helo } as const;
        const dns = messageDns(resolver, () => 0, new AbortController().signal);
        const { finding } = await checkHost(client, test.mailfrom ?? '', 'mx.test', dns);
        const result = finding.code.slice('SPF_'.length).toLowerCase();
        const wanted = [test.result].flat();
        if (!wanted.includes(result)) differing[name] = `${wanted.join(' or ')}, we say ${result}`;
        count++;
      }
    }
    console.log(`SPF: ${count - Object.keys(differing).length} of ${count} agree`);
    expect(differing).toEqual(spfDifferences);
    expect(count).toBe(203);
  });
});

interface ArcSuite {
  tests: Record<string, { message: string; cv: string | null }>;
  'txt-records': Record<string, string>;
}

/** Older than RFC 8617, which gives a chain that its newest seal calls broken the status fail (section 5.2), and no default to c=. */
const arcDifferences: Record<string, string> = {
  // Without c= the AMS is simple/simple (RFC 6376 section 3.5); the suite's was made with relaxed/relaxed.
  ams_fields_c_na: 'pass, we say fail',
  // An AMS that signs no field signs no From (RFC 6376 section 5.4).
  ams_fields_h_empty: 'pass, we say fail',
  cv_fail_i1_as_cv_fail: 'nothing, we say fail',
  cv_fail_i2_as1_fail: 'nothing, we say fail',
  cv_fail_i2_as2_fail: 'nothing, we say fail',
};

describe.skipIf(!suite)('ARC (RFC 8617)', () => {
  it('agrees with the suite', async () => {
    const differing: Record<string, string> = {};
    let count = 0;
    for (const { tests, 'txt-records': records } of documents<ArcSuite>('arc/arc-draft-validation-tests.yml')) {
      const zone = Object.entries(records).map(([name, text]): [string, { TXT: string[][] }] => [
        name,
        { TXT: [[text]] },
      ]);
      const resolver = fakeResolver(Object.fromEntries(zone));
      for (const [name, test] of Object.entries(tests)) {
        const message = (test.message ?? '').replace(/\r?\n/g, '\r\n');
        const arc = (await examine(message, resolver, {})).at(-1);
        const result = arc?.code.slice('ARC_'.length).toLowerCase() ?? '';
        const wanted = (test.cv ?? '').trim().toLowerCase();
        if (result !== wanted) differing[name] = `${wanted || 'nothing'}, we say ${result}`;
        count++;
      }
    }
    console.log(`ARC: ${count - Object.keys(differing).length} of ${count} agree`);
    expect(differing).toEqual(arcDifferences);
    expect(count).toBe(171);
  });
});

/** The results of one message's signatures, in the order of findings. */
async function dkimResults(raw: string, resolver: Resolver, receivedAt: number): Promise<string[]> {
  const findings = await examine(raw, resolver, { receivedAt });
  return findings.flatMap(({ code }) => (code.startsWith('DKIM_') ? [code.slice('DKIM_'.length)] : []));
}

describe.skipIf(!suite)('DKIM (RFC 6376)', () => {
  const perl = 'dkim/mail-dkim-perl';
  const filesIn = (folder: string): string[] => readdirSync(join(suite?.folder ?? '', folder)).sort();

  it('lets nothing pass that Mail::DKIM calls bad, and of its good ones what is not DomainKeys, a draft or SHA-1', async () => {
    const resolver = fakeDns(read(`${perl}/FAKE_DNS.dat`));
    const results = new Map<string, string[]>();
    for (const file of filesIn(`${perl}/corpus`)) {
      results.set(file, await dkimResults(read(`${perl}/corpus/${file}`), resolver, Date.UTC(2024, 0, 1)));
    }
    const passing = [...results].filter(([, codes]) => codes.includes('PASS')).map(([file]) => file);
    expect(passing).toEqual(['goodkey_ed25519.txt']);
    const good = [...results].filter(([file]) => file.startsWith('good'));
    // DomainKeys is historic (RFC 4870), v= is required (RFC 6376 section 3.5), SHA-1 must not verify (RFC 8301 section 3.1).
    const reasons = Map.groupBy(good, ([, codes]) => codes.join());
    expect(Object.fromEntries([...reasons].map(([reason, files]) => [reason, files.length]))).toEqual({
      NONE: 9,
      NEUTRAL: 7,
      POLICY: 11,
      PASS: 1,
    });
  });

  it.each([
    ['001.txt', ['PASS', 'PASS']],
    ['002.txt', ['PASS']],
    ['003.txt', ['PASS', 'PASS']],
    ['004.txt', ['PASS']],
    ['005.txt', ['PASS']],
    ['006.txt', ['PASS']],
  ])('agrees with stalwart/mail-auth on %s', async (file, wanted) => {
    const text = read(`dkim/stalwart-mail-auth/dkim/${file}`);
    const [records = '', ...message] = text.split(/\r?\n\r?\n/);
    expect(await dkimResults(message.join('\r\n\r\n'), fakeDns(records), Date.UTC(2022, 10, 8))).toEqual(wanted);
  });
});

function fakeDns(table: string): Resolver {
  const zone = new Map<string, string>();
  for (const line of table.split(/\r?\n/)) {
    const [, name, text] = /^([^\s#]+)\s+(.*)$/.exec(line) ?? [];
    if (name && text) zone.set(name, text);
  }
  return (name) => {
    const text = zone.get(name);
    if (text === undefined || text === 'NXDOMAIN') return fail('ENOTFOUND');
    if (text.startsWith('~~')) return fail('ETIMEOUT');
    return Promise.resolve([[text === '""' ? '' : text]]);
  };
}

const fail = (code: string): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
