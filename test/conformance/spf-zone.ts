/** DNS from the zone data of the SPF suite: records in order, `TIMEOUT` for every type not named before it, SPF records doubled as TXT. */
import type { RecordType, Resolver } from '#core/ports/resolver.ts';

export type SpfRecord = 'TIMEOUT' | Partial<Record<RecordType | 'SPF', unknown>>;

export function zoneResolver(zone: Record<string, SpfRecord[]>): Resolver {
  const names = new Map(Object.entries(zone).map(([name, records]) => [name.toLowerCase(), records]));
  const resolve = async (name: string, type: RecordType, depth = 0): Promise<unknown[]> => {
    const records = names.get(name.toLowerCase().replace(/\.$/, ''));
    if (!records) throw dnsError('ENOTFOUND');
    const found = valuesOf(records, type);
    if (found.length > 0) return found;
    if (records.includes('TIMEOUT')) throw dnsError('ETIMEOUT');
    const [alias] = valuesOf(records, 'CNAME');
    if (typeof alias === 'string' && depth < 8) return resolve(alias, type, depth + 1);
    throw dnsError('ENODATA');
  };
  return (name, type) => resolve(name, type);
}

function valuesOf(records: readonly SpfRecord[], type: RecordType): unknown[] {
  const of = (type: RecordType | 'SPF'): unknown[] =>
    records.flatMap((record) => (record !== 'TIMEOUT' && record[type] !== undefined ? [record[type]] : []));
  if (type === 'MX') return of('MX').map(exchangeOf);
  if (type !== 'TXT') return of(type);
  const texts = of('TXT');
  return (texts.length > 0 ? texts : of('SPF')).filter((text) => text !== 'NONE').map((text) => [text].flat());
}

function exchangeOf(value: unknown): { priority: number; exchange: string } {
  const [priority, exchange] = Array.isArray(value) ? value : [];
  return { priority: Number(priority), exchange: String(exchange) };
}

function dnsError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
