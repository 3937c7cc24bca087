/** Where messages stand, in DynamoDB. */
import { type Envelope, type EnvelopeRecipient } from '#core/message/envelope.ts';
import type { MessageStates } from '#core/ports/state-store.ts';
import { recordOfArrival } from '#core/record/fold.ts';
import type { LogRecord } from '#core/record/log-record.ts';
import { firstState, type Lease, type MessageState } from '#core/record/state.ts';
import { expiry } from '#wiring/table.ts';
import type { Domains } from './dynamo-domains.ts';
import { logAttributes } from './log-keys.ts';
import type { Partition, Standing } from './dynamo-partition.ts';
import { type DynamoTable, isAbsent, isVersion } from './dynamo-table.ts';
import { type Arrival, copyKey, leaseAttributes, messageKey, type MessageItem, messageOf, openOf } from './items.ts';
import { pack } from './packed.ts';
import { parallel } from './parallel.ts';
import { due, families, only, readyAt, wakeAttributes, wakeKeys, wakeShard } from './wake.ts';

const atOnce = 25;

export class DynamoMessages implements MessageStates {
  readonly #table: DynamoTable;
  readonly #partition: Partition;
  readonly #domains: Domains;

  constructor(table: DynamoTable, partition: Partition, domains: Domains) {
    this.#table = table;
    this.#partition = partition;
    this.#domains = domains;
  }

  /** The rows first: who sees the message can rely on them. */
  async begin(envelope: Envelope, policyVersion: number, lease?: Lease): Promise<MessageState> {
    const { id } = envelope;
    const known = await this.get(id);
    if (known) return known;
    await this.#domains.learn(envelope);
    await parallel(envelope.recipients, atOnce, (recipient) => this.#arrive(envelope, recipient));
    const first = firstState(id, policyVersion, lease);
    const wake = wakeAt(id, readyAt(first));
    const set = { ...attributesOf(first), ...wake, [expiry]: this.#partition.expires(envelope.receivedAt) };
    const made = await this.#table.update(messageKey(id), { set }, isAbsent, 'NONE');
    return (made ? undefined : await this.get(id)) ?? first;
  }

  async get(id: string): Promise<MessageState | undefined> {
    return stateOf(await this.#partition.standing(id));
  }

  /** While a lease runs the wake index keeps its earlier time: two writes less for each try. */
  async save(next: MessageState): Promise<boolean> {
    const { id, v, lease, open } = next;
    const wake = open < 0 && !lease ? wakeAt(id, readyAt(next)) : {};
    return this.#table.win(messageKey(id), { set: { ...attributesOf(next), ...wake } }, isVersion(v - 1));
  }

  async due(now: number, limit: number): Promise<MessageState[]> {
    const keys = only(wakeKeys(this.#table, families.moving, { to: now }), 'messages');
    const found = await due(
      this.#table,
      keys,
      async (item) => {
        const message = item as unknown as MessageItem;
        const state = messageOf(message, -1);
        const ready = readyAt(state);
        return message.copies || ready > now ? undefined : { ready, state };
      },
      limit,
    );
    return found.map(({ state }) => state);
  }

  /** A `waiting` row of the log. One that is there already may be further. */
  async #arrive(envelope: Envelope, recipient: EnvelopeRecipient): Promise<void> {
    const record = recordOfArrival(envelope, recipient);
    const { v, state, receivedAt } = record;
    const set = {
      v,
      state,
      arrival: pack(arrivalOf(record)),
      ...logAttributes(record),
      [expiry]: this.#partition.expires(receivedAt),
    };
    await this.#table.update(copyKey(record.id, record.r), { set }, isAbsent, 'NONE');
  }
}

function stateOf({ message, copies }: Standing): MessageState | undefined {
  return message && messageOf(message, message.copies ? openOf(copies) : -1);
}

/** All but `open`, which the copies' items make. */
function attributesOf({ v, policyVersion, scan, tries, waitingSince, due, lease }: MessageState) {
  return { v, policyVersion, scan, tries, waitingSince, due, ...leaseAttributes(lease) };
}

function arrivalOf(record: LogRecord): Arrival {
  const { receivedAt, collector, clientIp, helo, tls, mailFrom, recipient, size } = record;
  return { receivedAt, collector, clientIp, helo, tls, mailFrom, recipient, size };
}

function wakeAt(id: string, at: number): object {
  return wakeAttributes({ shard: `${families.moving}${wakeShard(id)}`, at });
}
