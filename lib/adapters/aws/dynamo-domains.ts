/** The domains that the log has rows of: a search without one has to look through all. */
import type { Envelope } from '#core/message/envelope.ts';
import type { DynamoTable, Key } from './dynamo-table.ts';
import { domainOf } from './log-keys.ts';

const key: Key = { pk: 'domains', sk: 'domains' };

export class Domains {
  readonly #table: DynamoTable;
  /** Known, or being written down by somebody else's call. */
  readonly #known = new Map<string, Promise<void>>();

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  /** Before the first row of a domain is written. Costs a write for each domain and process. */
  async learn({ collector, recipients }: Envelope): Promise<void> {
    const domains = new Set(recipients.map(({ address }) => domainOf({ collector, recipient: address })));
    const fresh = [...domains].filter((domain) => !this.#known.has(domain));
    if (fresh.length > 0) {
      const written = this.#write(fresh);
      for (const domain of fresh) this.#known.set(domain, written);
    }
    for (const domain of domains) await this.#known.get(domain);
  }

  async #write(domains: string[]): Promise<void> {
    try {
      await this.#table.update(key, { set: {}, add: { names: new Set(domains) } }, undefined, 'NONE');
    } catch (error) {
      for (const domain of domains) this.#known.delete(domain);
      throw error;
    }
  }

  async all(): Promise<string[]> {
    const item = await this.#table.get(key);
    return [...((item?.['names'] ?? []) as Set<string>)];
  }
}
