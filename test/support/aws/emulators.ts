/**
 * AWS on this machine, for tests: emulators and strict stubs, reached by the real SDK over the wire through its own `AWS_ENDPOINT_URL_*`
 * variables. Whatever one of them would only pretend to do is answered with 501 and kept in `violations`; `assertHonest` belongs in `afterEach`.
 */
import { type Variable, variables } from '#wiring/variables.ts';
import type { Book, Room } from './call.ts';
import { openTables } from './dynamodb.ts';
import { openFauxqs } from './fauxqs.ts';
import { type Archive, firehoseRoom } from './firehose.ts';
import { type Front, openFront } from './front.ts';
import { functionsRoom } from './functions.ts';
import type { LambdaFunction } from './invocation.ts';
import {
  account,
  createResources,
  names,
  type QueueContents,
  readItems,
  readObjects,
  readQueue,
  region,
  type StoredObject,
} from './resources.ts';
import { s3Room } from './s3.ts';
import { secretsRoom } from './secrets.ts';
import { snsRoom, type TextMessage } from './sns.ts';
import { sqsRoom } from './sqs.ts';
import { type Filter, statesRoom } from './states.ts';
import { type Fields, jsonRefusal } from './wire.ts';

/** What the stubs and the test share: either may change it at any time. */
interface Shared extends Book, Archive, Filter {
  /** Text messages sent. */
  sms: TextMessage[];
  /** By ARN. */
  secrets: Map<string, string>;
  /** What Invoke runs, by name. */
  functions: Map<string, LambdaFunction>;
}

export interface Aws extends Shared {
  /** For `process.env`, a worker or a child process: region, keys, endpoints. */
  env: Record<string, string>;
  /** What the stack tells its functions about itself. */
  variables: Partial<Record<Variable, string>>;
  bucket: string;
  table: string;
  startQueue: string;
  deliveryQueue: string;
  /** Throws what should not have been asked of the emulators. */
  assertHonest(): void;
  /** These look past the fronts: they are no calls. */
  objects(): Promise<Map<string, StoredObject>>;
  items(): Promise<Fields[]>;
  /** By name or URL; a dead-letter queue has `-dead` behind its queue's name. */
  queue(name: string): Promise<QueueContents>;
  close(): Promise<void>;
}

const filter = `arn:aws:states:${region}:${account}:stateMachine:citrusmail-filter`;
const [mailboxSecret, certificateSecret] = ['mailboxes', 'certificate'].map(
  (name) => `arn:aws:secretsmanager:${region}:${account}:secret:citrusmail-${name}`,
) as [string, string];

export async function startAws(): Promise<Aws> {
  const shared: Shared = {
    calls: [],
    violations: [],
    fault: undefined,
    archive: 'citrusmail-log',
    archiveRows: [],
    refuseRecords: 0,
    filter,
    machine: undefined,
    sms: [],
    secrets: new Map([
      [mailboxSecret, '{}'],
      [certificateSecret, '{}'],
    ]),
    functions: new Map(),
  };
  const fauxqs = openFauxqs(region);
  const tables = await openTables();
  await createResources(fauxqs, tables);
  const rooms = [s3Room(fauxqs), sqsRoom(fauxqs), tables.room, ...stubs(shared)];
  const fronts = await Promise.all(rooms.map(async (room) => ({ room, ...(await openFront(room, shared)) })));
  const endpoints = endpointsOf(fronts);
  const queueUrl = (name: string): string => `${endpoints['AWS_ENDPOINT_URL_SQS']}/${account}/${name}`;
  const made = {
    bucket: names.bucket,
    table: names.table,
    startQueue: queueUrl(names.start),
    deliveryQueue: queueUrl(names.delivery),
  };
  return Object.assign(shared, made, {
    env: { ...ourselves, ...endpoints },
    variables: variablesOf(shared, made),
    assertHonest() {
      if (shared.violations.length > 0)
        throw new Error(`The emulators would only have pretended:\n${shared.violations.join('\n')}`);
    },
    objects: () => readObjects(fauxqs),
    items: () => readItems(tables),
    queue: (name: string) => readQueue(fauxqs, name.split('/').at(-1) ?? name),
    async close() {
      await Promise.all(fronts.map((front) => front.close()));
      await Promise.all([fauxqs.close(), tables.close()]);
    },
  });
}

/** No file, no instance and no profile of this machine has a say. */
const ourselves = {
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

function stubs(shared: Shared): Room[] {
  return [
    statesRoom(shared),
    firehoseRoom(shared),
    snsRoom(shared.sms),
    secretsRoom(shared.secrets),
    functionsRoom(shared.functions),
    closedRoom,
  ];
}

const endpointVariables = {
  s3: 'AWS_ENDPOINT_URL_S3',
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  sqs: 'AWS_ENDPOINT_URL_SQS',
  states: 'AWS_ENDPOINT_URL_SFN',
  firehose: 'AWS_ENDPOINT_URL_FIREHOSE',
  sns: 'AWS_ENDPOINT_URL_SNS',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  lambda: 'AWS_ENDPOINT_URL_LAMBDA',
  other: 'AWS_ENDPOINT_URL',
} as const;

function endpointsOf(fronts: (Front & { room: Room })[]): Record<string, string> {
  return Object.fromEntries(fronts.map(({ room, url }) => [endpointVariables[room.service], url]));
}

/** Services that nothing of ours has to do with at run time. */
const closedRoom: Room = {
  service: 'other',
  read: ({ method, path, headers }) => ({
    operation: String(headers['x-amz-target'] ?? `${method} ${path}`),
    target: '',
    write: false,
  }),
  pretends: () => 'there is no such service here',
  answer: () => Promise.reject(new Error('there is no such service here')),
  refusal: jsonRefusal,
};

function variablesOf(
  shared: Shared,
  made: Pick<Aws, 'bucket' | 'table' | 'startQueue' | 'deliveryQueue'>,
): Aws['variables'] {
  return {
    [variables.bucket]: made.bucket,
    [variables.table]: made.table,
    [variables.startQueue]: made.startQueue,
    [variables.deliveryQueue]: made.deliveryQueue,
    [variables.filter]: shared.filter,
    [variables.archive]: shared.archive,
    [variables.mailboxSecret]: mailboxSecret,
    [variables.certificateSecret]: certificateSecret,
  };
}
