/** One drill's own message and people on the common stage, and what a fault may do there. */
import { createHash, randomBytes } from 'node:crypto';

import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';

import { messageKey } from '#adapters/aws/s3-keys.ts';
import { uuidv7 } from '#core/message/id.ts';
import { prefixes } from '#wiring/keys.ts';

import type { Call, FaultHook } from '../../support/aws/call.ts';
import { letter } from '../../support/messages.ts';
import { people, type Person } from './fault.ts';
import { domains, outside, type Stage } from './stage.ts';

export class Scene {
  readonly stage: Stage;
  readonly id: string;
  readonly raw: Buffer;
  /** Simulated minutes before which it cannot have come to rest for good. */
  restless = 0;
  /** The first call that belongs to this drill. */
  readonly #first: number;
  readonly #serial: number;
  readonly #eachRound: ((minutes: number) => unknown)[] = [];

  constructor(stage: Stage, serial: number, raw?: Buffer) {
    this.stage = stage;
    this.#serial = serial;
    this.#first = stage.rehearsal.aws.calls.length;
    this.id = uuidv7(stage.rehearsal.now(), randomBytes(10));
    this.raw = raw ?? Buffer.from(letter(`Drill ${serial}`));
  }

  /** A companion on the same stage, with people of its own. */
  another(n: number): Scene {
    return new Scene(this.stage, this.#serial * 1000 + n);
  }

  address(person: Person): string {
    return `drill${this.#serial}@${domains[person]}`;
  }

  /** As the edge commits it. */
  async send(): Promise<void> {
    const { messages, rehearsal } = this.stage;
    const draft = await messages.draft(this.id);
    await draft.write(this.raw);
    await draft.commit({
      v: 1,
      id: this.id,
      collector: 'smtp',
      sourceKey: this.id,
      receivedAt: rehearsal.now(),
      mailFrom: 'carol@sender.example',
      body8bit: false,
      smtputf8: false,
      recipients: people.map((person, r) => ({ r, address: this.address(person), evidence: 'RCPT' })),
      client: { ip: '192.0.2.10', from: 'socket', helo: 'mail.sender.example' },
    });
  }

  /** What happens to calls of our functions; the drill's own look at things is left alone. */
  trouble(hook: FaultHook | undefined): void {
    this.stage.rehearsal.aws.fault =
      hook && (async (call, phase) => (call.caller === outside ? undefined : hook(call, phase)));
  }

  /** The same, until so many simulated minutes have passed. */
  troubleFor(minutes: number, hook: FaultHook): void {
    this.trouble(hook);
    this.after(minutes, () => this.trouble(undefined));
  }

  /** Trouble with the first so many attempts at a state, those of all runs together. */
  injure(state: string, error: string, times = Infinity, ran?: true): void {
    let left = times;
    this.stage.rehearsal.inject = (name) => (name === state && left-- > 0 ? { error, ...(ran && { ran }) } : undefined);
  }

  /** Before each round, with the simulated minutes since the message came. */
  eachRound(work: (minutes: number) => unknown): void {
    this.#eachRound.push(work);
  }

  /** Once, when so much time has passed. */
  after(minutes: number, work: () => unknown): void {
    let done = false;
    this.eachRound((passed) => {
      if (done || passed < minutes) return undefined;
      done = true;
      return work();
    });
  }

  async round(minutes: number): Promise<void> {
    for (const work of this.#eachRound) await work(minutes);
  }

  /** The calls of one function in this drill. */
  calls(name: string): Call[] {
    const { aws } = this.stage.rehearsal;
    return aws.calls.slice(this.#first).filter((call) => call.caller === this.idOf(name));
  }

  /** As its item has it. */
  async tries(): Promise<number> {
    const { table, rehearsal } = this.stage;
    const Key = { pk: this.id, sk: 'message' };
    const { Item } = await table.send(new GetCommand({ TableName: rehearsal.aws.table, Key, ConsistentRead: true }));
    return Number(Item?.['tries'] ?? 0);
  }

  /** The logical id of a function, which signs its calls. */
  idOf(name: string): string {
    return this.stage.rehearsal.function(name).plan.id;
  }

  /** As the bucket, the edge, the sweeper or whoever decides puts it into a queue. */
  async announce(queue: 'start' | 'delivery', body = JSON.stringify({ id: this.id })): Promise<void> {
    const { sqs, rehearsal } = this.stage;
    const { startQueue, deliveryQueue } = rehearsal.aws;
    const QueueUrl = queue === 'start' ? startQueue : deliveryQueue;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  }

  get incoming(): string {
    return messageKey('incoming', this.id);
  }

  /** Where the mailbox of who is here lies. */
  get mailbox(): string {
    return `${prefixes.mailbox}${createHash('sha256').update(this.address('here')).digest('hex')}/`;
  }

  get quarantine(): string {
    return messageKey('quarantine', this.id);
  }
}
