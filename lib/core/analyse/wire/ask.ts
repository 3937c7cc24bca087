/** A question to DNS whose outcome is a value: found, surely not there, or unknown. Unknown never speaks against anybody. */
import type { RecordType, Resolver } from '../../ports/resolver.ts';

export type Answer = { kind: 'found'; records: string[] } | { kind: 'none' } | { kind: 'unknown' };

export async function ask(resolver: Resolver, name: string, type: RecordType): Promise<Answer> {
  try {
    const records = (await resolver(name, type)).filter((record) => typeof record === 'string');
    return records.length > 0 ? { kind: 'found', records } : { kind: 'none' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return { kind: code === 'ENOTFOUND' || code === 'ENODATA' ? 'none' : 'unknown' };
  }
}

/** The addresses of a host: what either record type knows. */
export async function addressesOf(resolver: Resolver, name: string): Promise<Answer> {
  const answers = await Promise.all([ask(resolver, name, 'A'), ask(resolver, name, 'AAAA')]);
  const records = answers.flatMap((answer) => (answer.kind === 'found' ? answer.records : []));
  if (records.length > 0) return { kind: 'found', records };
  return answers.find(({ kind }) => kind === 'unknown') ?? { kind: 'none' };
}
