/** DNS as a table, for tests. */
import type { RecordType, Resolver } from './resolver.ts';

/** The records of a name by type; or the error code with which every question about the name ends. */
export type FakeZone = Readonly<Record<string, Partial<Record<RecordType, unknown[]>> | string>>;

/** Answers from the zone as a real resolver would: `ENOTFOUND` for an unknown name, `ENODATA` for an unknown type of a known one. */
export function fakeResolver(zone: FakeZone): Resolver {
  const names = new Map(Object.entries(zone).map(([name, records]) => [name.toLowerCase(), records]));
  return (name, type) => {
    const records = names.get(name.toLowerCase().replace(/\.$/, ''));
    if (records === undefined) return Promise.reject(dnsError('ENOTFOUND', name));
    if (typeof records === 'string') return Promise.reject(dnsError(records, name));
    const answer = records[type];
    return answer ? Promise.resolve([...answer]) : Promise.reject(dnsError('ENODATA', name));
  };
}

function dnsError(code: string, name: string): Error {
  return Object.assign(new Error(`${code} ${name}`), { code });
}
