/** The stores over the emulators, for tests of one file: a message of its own for each test, and a clock that the test moves. */
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

import { committed, evidenceOf, messageId } from '../../../test/contract/samples.ts';
import type { Call } from '../../../test/support/aws/call.ts';
import { type Aws, startAws } from '../../../test/support/aws/emulators.ts';
import type { EnvelopeRecipient } from '#core/message/envelope.ts';
import type { RecipientState } from '#core/record/state.ts';
import { type DynamoStores, dynamoStores } from './dynamo-stores.ts';

export const time = 1_800_000_000_000;
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export interface StoresUnderTest {
  aws: Aws;
  stores: DynamoStores;
  now: number;
  id: string;
  /** An id that no test has had, of this time. */
  nextId(at?: number): string;
  /** Another process. */
  open(): DynamoStores;
  decide(...copies: RecipientState[]): Promise<RecipientState[]>;
  /** That item of the message as it is now. */
  item(sort: string): Promise<Record<string, unknown> | undefined>;
  /** Whether this call changes that item of the message. */
  updates(sort: string): (call: Call) => boolean;
}

/** To be called once in a file. */
export function storesUnderTest(): StoresUnderTest {
  let serial = 0;
  const under = {
    now: time,
    id: '',
    nextId: (at = time) => messageId(at, ++serial),
    open: () => dynamoStores({ ...under.aws, clock: () => under.now }),
    async decide(...copies) {
      const envelope = committed(under.id, { recipients: recipients(copies.length) });
      return under.stores.copies.create(await under.stores.states.begin(envelope, 1), evidenceOf(under.id), copies);
    },
    item: async (sort) => (await under.aws.items()).find(({ pk, sk }) => pk === under.id && sk === sort),
    updates: (sort) => (call) => call.operation === 'UpdateItem' && call.target.endsWith(`${under.id}/${sort}`),
  } as StoresUnderTest;

  beforeAll(async () => {
    under.aws = await startAws();
    Object.assign(process.env, under.aws.env);
  });
  beforeEach(() => {
    under.now = time;
    under.id = under.nextId();
    under.aws.archiveRows.length = 0;
    under.stores = under.open();
  });
  afterEach(() => {
    under.aws.fault = undefined;
    under.aws.refuseRecords = 0;
    under.aws.assertHonest();
  });
  afterAll(() => under.aws.close());
  return under;
}

export const recipients = (count: number): EnvelopeRecipient[] =>
  Array.from({ length: count }, (_, r) => ({ r, address: `user${r}@example.test`, evidence: 'RCPT' }));
