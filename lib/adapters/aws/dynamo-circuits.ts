/** Circuits that all functions share: an item for each route whose last connection failed. */
import { createHash } from 'node:crypto';

import { type Circuits, type CircuitState, failuresToOpen, firstPeriod, nextPeriod } from '#core/ports/circuits.ts';
import { expiry } from '#wiring/table.ts';
import type { DynamoTable, Key } from './dynamo-table.ts';

interface Circuit {
  failures?: number;
  openUntil?: number;
  period?: number;
}

/** Of a route that nobody uses any more. */
const keptFor = 7 * 24 * 60 * 60_000;

export class DynamoCircuits implements Circuits {
  readonly #table: DynamoTable;
  /** Routes that had no failures when this process last looked: their successes are nothing to write down. */
  readonly #clean = new Set<string>();

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  async state(route: string, now: number): Promise<CircuitState> {
    const { failures = 0, openUntil, period = firstPeriod } = await this.#read(route);
    if (failures === 0) this.#clean.add(route);
    else this.#clean.delete(route);
    if (openUntil === undefined) return 'closed';
    if (openUntil > now) return { openUntil };
    const next = nextPeriod(period);
    const set = { openUntil: now + next, period: next, ...expires(now) };
    const won = await this.#table.win(
      keyOf(route),
      { set },
      { text: '#openUntil = :seen', values: { seen: openUntil } },
    );
    return won ? 'probe' : this.state(route, now);
  }

  async failed(route: string, now: number): Promise<void> {
    this.#clean.delete(route);
    const circuit = (await this.#table.update(keyOf(route), { set: expires(now), add: { failures: 1 } })) as
      | Circuit
      | undefined;
    if ((circuit?.failures ?? 0) < failuresToOpen || circuit?.openUntil !== undefined) return;
    await this.#table.update(
      keyOf(route),
      { set: { openUntil: now + firstPeriod, period: firstPeriod } },
      // Unless somebody succeeded in the meantime.
      { text: 'attribute_exists(#failures) AND attribute_not_exists(#openUntil)' },
      'NONE',
    );
  }

  async succeeded(route: string): Promise<void> {
    if (this.#clean.has(route)) return;
    await this.#table.remove(keyOf(route));
    this.#clean.add(route);
  }

  async #read(route: string): Promise<Circuit> {
    return ((await this.#table.get(keyOf(route))) as Circuit | undefined) ?? {};
  }
}

const expires = (now: number): Record<string, number> => ({ [expiry]: Math.ceil((now + keptFor) / 1000) });

/** Routes are for people to read in the table, but a key has an end. */
function keyOf(route: string): Key {
  const name = route.length <= 500 ? route : createHash('sha256').update(route).digest('hex');
  return { pk: `circuit#${name}`, sk: 'circuit' };
}
