/**
 * Where recipients' copies stand, in DynamoDB. There is no transaction: the message's item takes evidence and all first copies in one
 * conditional write, and that is the decision; the copies' items are written from it, by whoever comes first.
 */
import type { Evidence } from '#core/analyse/evidence.ts';
import type { EvidenceStore, RecipientStates } from '#core/ports/state-store.ts';
import { isMoving, type MessageState, type RecipientState } from '#core/record/state.ts';
import { expiry } from '#wiring/table.ts';
import { foundIn } from './copy-record.ts';
import type { Outbox } from './dynamo-outbox.ts';
import type { Overflow } from './dynamo-overflow.ts';
import type { Partition } from './dynamo-partition.ts';
import { type Condition, type DynamoTable, isVersion } from './dynamo-table.ts';
import {
  copyKey,
  type CopyItem,
  type DecidedCopy,
  type Found,
  isDecided,
  leaseAttributes,
  messageKey,
  stateOf,
  type StoredCopy,
} from './items.ts';
import { parallel } from './parallel.ts';
import { RecentCopies } from './recent-copies.ts';
import { due, families, only, readyAt, wakeAttributes, wakeKeys } from './wake.ts';

export interface CopiesParts {
  table: DynamoTable;
  partition: Partition;
  overflow: Overflow;
  outbox: Outbox;
  evidence: EvidenceStore;
}

const atOnce = 25;
const isUndecided: Condition = { text: 'attribute_exists(#pk) AND attribute_not_exists(#copies)' };
/** Its copies are kept from their last event on, and some move for days. */
const longer = 10 * 24 * 60 * 60_000;

export class DynamoCopies implements RecipientStates {
  readonly #parts: CopiesParts;
  readonly #recent = new RecentCopies();

  constructor(parts: CopiesParts) {
    this.#parts = parts;
  }

  async create(message: MessageState, evidence: Evidence, copies: RecipientState[]): Promise<RecipientState[]> {
    const { id } = message;
    const { table, partition } = this.#parts;
    const set = await this.#settled(evidence, copies);
    // Won or lost, and whatever became of the answer: what the item says now is the decision.
    await table.update(messageKey(id), { set, add: { v: 1 } }, isUndecided, 'NONE');
    const standing = await partition.standing(id);
    if (!standing.message?.copies) throw new Error(`message ${id} was decided before it was begun`);
    return statesOf(standing.copies);
  }

  async transitions(next: readonly RecipientState[]): Promise<boolean[]> {
    const before = await this.#before(next);
    const moved = await parallel(next, atOnce, (copy) => this.#move(before.get(copy.r), copy));
    const won = moved.filter((copy) => copy !== undefined);
    this.#recent.keep(won);
    await this.#parts.outbox.send(won);
    return moved.map((copy) => copy !== undefined);
  }

  async of(id: string): Promise<RecipientState[]> {
    const { partition } = this.#parts;
    const read = await partition.copies(id);
    const copies = read.every(isDecided) ? read : (await partition.standing(id)).copies;
    this.#recent.keep(copies.filter(isDecided));
    return statesOf(copies);
  }

  async due(now: number, limit: number): Promise<RecipientState[]> {
    const { table, partition } = this.#parts;
    const keys = only(wakeKeys(table, families.moving, { to: now }), 'copies');
    const pick = async (item: object): Promise<{ ready: number; copy: DecidedCopy } | undefined> => {
      const copy = await partition.copy(item as CopyItem);
      const ready = readyAt(copy);
      return isDecided(copy) && isMoving(copy.state) && ready <= now ? { ready, copy } : undefined;
    };
    return (await due(table, keys, pick, limit)).map(({ copy }) => stateOf(copy));
  }

  /** By `r`, what they come after: read at once, unless all are known. */
  async #before(next: readonly RecipientState[]): Promise<Map<number, StoredCopy>> {
    const [first] = next;
    const known = next.flatMap((copy) => this.#recent.before(copy) ?? []);
    const all = next.map(({ r }) => r);
    const copies =
      !first || known.length === next.length
        ? known
        : await this.#parts.partition.copies(first.id, Math.min(...all), Math.max(...all));
    return new Map(copies.map((copy) => [copy.r, copy]));
  }

  /** Undefined when another was faster. */
  async #move(before: StoredCopy | undefined, next: RecipientState): Promise<DecidedCopy | undefined> {
    const { table, partition } = this.#parts;
    if (!before || !isDecided(before) || before.v !== next.v - 1) return undefined;
    const copy = partition.next(before, next, await this.#found(before, next));
    const set = await partition.attributes(copy);
    return (await table.win(copyKey(copy.id, copy.r), { set }, isVersion(before.v))) ? copy : undefined;
  }

  /** What a decision makes of the message's item; nothing of it moves any more, so it leaves the wake index. */
  async #settled(evidence: Evidence, copies: RecipientState[]): Promise<Record<string, unknown>> {
    const { overflow, partition } = this.#parts;
    const { id, scan } = evidence;
    const at = Math.max(...copies.map(({ decision }) => decision.at));
    return {
      copies: await overflow.keep(id, 'copies', copies),
      evidence: await overflow.keep(id, `evidence${scan}`, evidence),
      evidenceScan: scan,
      waitingSince: undefined,
      due: undefined,
      ...leaseAttributes(),
      ...wakeAttributes(),
      [expiry]: partition.expires(at + longer),
    };
  }

  /** What was found, anew when the decision is of another scan. */
  async #found({ body: { found } }: DecidedCopy, { id, decision }: RecipientState): Promise<Found> {
    if (found.scan === decision.scan) return found;
    const evidence = await this.#parts.evidence.evidence(id, decision.scan);
    return evidence ? foundIn(evidence) : found;
  }
}

const statesOf = (copies: readonly StoredCopy[]): RecipientState[] => copies.filter(isDecided).map(stateOf);
