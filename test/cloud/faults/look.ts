/** What became of a drill's message: looked at past our own code, which would finish what it finds unfinished. */
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey } from '@aws-sdk/client-s3';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';

import { unpack } from '#adapters/aws/packed.ts';
import { isMoving, type RecipientState } from '#core/record/state.ts';

import { type Fault, people, type Person, untroubled } from './fault.ts';
import type { Scene } from './scene.ts';

type Item = Record<string, unknown>;

interface Traces {
  /** Of its own partition and of the mailbox. */
  items: Item[];
  /** Under these keys, and in the mailbox. */
  objects: Map<string, Buffer>;
  rows: Item[];
  /** Bodies of messages of SQS that name it. */
  queued: string[];
  dead: string[];
}

/** Nothing more will happen to it by itself; or nothing but that a queue brings once more what is done. */
export async function restOf(scene: Scene): Promise<'none' | 'but for queues' | 'full'> {
  const items = await itemsOf(scene);
  const copies = copiesIn(items);
  const rows = rowsOf(scene);
  const rests = copies.length === people.length && copies.every((copy) => isResting(copy) && hasRow(copy, rows));
  if (!rests || copies.some(isWakened) || (await objectAt(scene, scene.incoming))) return 'none';
  return (await queued(scene)).length > 0 ? 'but for queues' : 'full';
}

/** Sentences about what is not as it must be. */
export async function troubles(scene: Scene, fault: Fault): Promise<string[]> {
  const found = await traces(scene);
  return [
    ...people.flatMap((person, r) => copyTroubles(scene, fault, person, r, found)),
    ...storeTroubles(scene, fault, found),
    ...queueTroubles(fault, found),
    ...(await decisionTroubles(scene, found)),
    ...(await eventTroubles(scene)),
    ...(await reasonTroubles(scene, fault)),
    ...((await fault.check?.(scene)) ?? []),
  ];
}

/** For the table: what each person's copy is, and how often it came. */
export async function described(scene: Scene): Promise<string> {
  const items = await itemsOf(scene);
  const arrived = scene.stage.hop.arrivals(scene.address('away'));
  const states = copiesIn(items).map(({ state }, r) => `${people[r]} ${String(state)}`);
  return `${states.join(', ')}${arrived > 1 ? ` (${arrived} times)` : ''}`;
}

async function traces(scene: Scene): Promise<Traces> {
  const { startQueue, deliveryQueue } = scene.stage.rehearsal.aws;
  const keys = [scene.incoming, scene.quarantine, ...(await keysIn(scene, scene.mailbox))];
  const found = await Promise.all(keys.map(async (key) => [key, await objectAt(scene, key)] as const));
  const objects = found.flatMap(([key, body]) => (body ? [[key, body] as const] : []));
  return {
    items: await itemsOf(scene),
    objects: new Map(objects),
    rows: rowsOf(scene),
    queued: await queued(scene),
    dead: (
      await Promise.all([`${startQueue}-dead`, `${deliveryQueue}-dead`].map((name) => inQueue(scene, name)))
    ).flat(),
  };
}

async function itemsOf(scene: Scene): Promise<Item[]> {
  const { table, rehearsal } = scene.stage;
  const of = async (pk: string): Promise<Item[]> => {
    const query = {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    };
    return (await table.send(new QueryCommand({ TableName: rehearsal.aws.table, ...query }))).Items ?? [];
  };
  return (await Promise.all([of(scene.id), of(`mailbox#${scene.address('here')}`)])).flat();
}

const rowsOf = ({ id, stage: { rehearsal } }: Scene): Item[] =>
  rehearsal.aws.archiveRows.filter((row) => row['id'] === id);

async function objectAt({ stage: { bucket, rehearsal } }: Scene, Key: string): Promise<Buffer | undefined> {
  try {
    const { Body } = await bucket.send(new GetObjectCommand({ Bucket: rehearsal.aws.bucket, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

async function keysIn({ stage: { bucket, rehearsal } }: Scene, Prefix: string): Promise<string[]> {
  const { Contents = [] } = await bucket.send(new ListObjectsV2Command({ Bucket: rehearsal.aws.bucket, Prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

async function queued(scene: Scene): Promise<string[]> {
  const { startQueue, deliveryQueue } = scene.stage.rehearsal.aws;
  return (await Promise.all([startQueue, deliveryQueue].map((queue) => inQueue(scene, queue)))).flat();
}

async function inQueue({ id, stage: { rehearsal } }: Scene, name: string): Promise<string[]> {
  const { ready, delayed, inflight } = await rehearsal.aws.queue(name);
  return [...ready, ...delayed, ...inflight].filter((body) => body.includes(id));
}

const copiesIn = (items: readonly Item[]): Item[] => items.filter(({ sk }) => String(sk).startsWith('copy#'));
const isResting = ({ state }: Item): boolean => state !== 'waiting' && !isMoving(state as 'held');
const hasRow = ({ sk, v }: Item, rows: readonly Item[]): boolean =>
  rows.some((row) => row['r'] === Number(String(sk).slice('copy#'.length)) && row['v'] === v);
/** The sweeper would look at it again; what is held it looks at when its days are over. */
const isWakened = ({ wakeShard }: Item): boolean =>
  wakeShard !== undefined && !(wakeShard as string).startsWith('held#');

function copyTroubles(scene: Scene, fault: Fault, person: Person, r: number, found: Traces): string[] {
  const wanted = (fault.outcomes ?? untroubled)[person];
  const [copy, ...others] = copiesIn(found.items).filter(({ sk }) => Number(String(sk).slice('copy#'.length)) === r);
  const said: string[] = [];
  if (copy === undefined || others.length > 0) said.push(`${person} has ${copy ? 'several copies' : 'no copy'}`);
  else if (copy['state'] !== wanted) said.push(`${person} is ${String(copy['state'])}, not ${wanted}`);
  else if (isWakened(copy)) said.push(`${person} stays in the wake index`);
  if (copy && !hasRow(copy, found.rows)) said.push(`the archive does not know how ${person} ended`);
  const times = arrivals(scene, person, r, found);
  const expected = wanted === 'delivered' ? 1 : 0;
  const most = expected === 1 && fault.duplicates && person === 'away' ? 2 : expected;
  if (times < expected || times > most) said.push(`${person} got it ${times} times`);
  return said;
}

/** At the next hop, or as objects and items of the mailbox. */
function arrivals(scene: Scene, person: Person, r: number, { items, objects }: Traces): number {
  const address = scene.address(person);
  if (person !== 'here') return scene.stage.hop.arrivals(address);
  const stored = [...objects.keys()].filter((key) => key.startsWith('mailbox/')).length;
  const listed = items.filter(({ pk, sk }) => pk === `mailbox#${address}` && sk === `${scene.id}#${r}`).length;
  return stored === listed ? stored : NaN;
}

function storeTroubles({ incoming, quarantine, raw }: Scene, fault: Fault, { objects }: Traces): string[] {
  const held = Object.values(fault.outcomes ?? untroubled).includes('held');
  const kept = objects.get(quarantine);
  const said: string[] = [];
  if (objects.has(incoming)) said.push('the message is still in incoming/');
  if (held && !kept) said.push('what is held is not in quarantine/');
  if (held && kept && !kept.equals(raw)) said.push('the bytes in quarantine/ are not those that came');
  if (!held && kept) said.push('quarantine/ keeps what nobody holds');
  return said;
}

function queueTroubles({ deadLetters }: Fault, { queued, dead }: Traces): string[] {
  const said = queued.map((body) => `still in a queue: ${body.slice(0, 60)}`);
  if (!deadLetters && dead.length > 0) said.push(`${dead.length} dead letters`);
  return said;
}

/** The first that decided has decided: what every copy follows is what the message's own item says, to the millisecond. */
async function decisionTroubles({ id, stage: { stores } }: Scene, { items }: Traces): Promise<string[]> {
  const packed = items.find(({ sk }) => sk === 'message')?.['copies'];
  if (!(packed instanceof Uint8Array)) return ['the message is not decided'];
  const decided = unpack(packed) as RecipientState[];
  const copies = await stores.copies.of(id);
  return copies.flatMap(({ r, decision: { scan, at, fate } }) => {
    const first = decided.find((copy) => copy.r === r)?.decision;
    // A later scan decides anew, and is not the message's first.
    return scan > 1 || (first?.at === at && first.fate === fate) ? [] : [`${people[r]} follows another decision`];
  });
}

/** Decided once for each scan, ended once, nothing missing between. */
async function eventTroubles({ id, stage: { stores } }: Scene): Promise<string[]> {
  const of = async (person: Person, r: number): Promise<string[]> => {
    const events = await stores.log.events(id, r);
    const count = (...kinds: string[]): number => events.filter(({ kind }) => kinds.includes(kind)).length;
    const said: string[] = [];
    if (count('decided') !== 1) said.push(`${person} was decided ${count('decided')} times`);
    if (count('delivered', 'redirected', 'bounced', 'expired') > 1) said.push(`${person} ended more than once`);
    // An item keeps the last hundred.
    if (events.length < 100 && events.some(({ v }, n) => v !== n + 1)) said.push(`events of ${person} are missing`);
    return said;
  };
  return (await Promise.all(people.map(of))).flat();
}

async function reasonTroubles({ id, stage: { stores } }: Scene, { because }: Fault): Promise<string[]> {
  if (because === undefined) return [];
  const copies = await stores.copies.of(id);
  return copies
    .filter(({ decision }) => !decision.because.some(({ code }) => code === because))
    .map(
      ({ r, decision }) => `${people[r]} is told ${decision.because.map(({ code }) => code).join(' ')}, not ${because}`,
    );
}
