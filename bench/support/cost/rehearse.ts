/** Sends mail of the size and kind that a bill is made for through the rehearsal, and counts. */
import { dynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import { variables } from '#wiring/variables.ts';

import type { Assembly } from '../../../test/cloud/support/assembly.ts';
import { type Rehearsal, startRehearsal } from '../../../test/cloud/support/rehearsal.ts';
import { type Case, directory, envelopeFor } from '../../../test/hosts/case.ts';
import { startTestClamd } from '../../../test/hosts/clamd.ts';
import { attached, letter, program } from '../../../test/scan/build.ts';
import { progress } from '../../progress.ts';
import { startSink } from '../sink.ts';
import { countCalls, type Measured, type MeasuredFunction } from './measured.ts';

/** Loads code and opens connections: not counted. */
const warmUp = 10;
/** Index entries that come and go (test/contract/aws-dynamo-units.test.ts lists them). */
const indexUnits = { message: 2, copy: 3 };

/** Of ten messages: seven letters and three with attachments, 75 KB on average; one for three people, eight delivered, two held. */
function messageOf(n: number): Case {
  const kind = n % 10;
  const recipients = kind === 0 ? ['tom@example.test', 'dora@example.test', 'desk@example.test'] : ['tom@example.test'];
  const text = `Dear Tom,\r\n\r\n${'The figures of the third quarter are better than those of the second. '.repeat(120)}\r\n`;
  const document = Buffer.alloc(125_000, `page ${n} of the minutes of our meeting\n`);
  if (kind < 6) return { name: 'letter', raw: letter(text), recipients };
  if (kind < 8)
    return {
      name: 'attachment',
      raw: attached({ content: document, name: `minutes-${n}.txt`, type: 'text/plain' }),
      recipients,
    };
  return {
    name: 'program',
    raw: attached({ content: Buffer.concat([program, document]), name: 'setup.exe' }),
    recipients,
  };
}

export async function rehearse(assembly: Assembly, messages: number): Promise<Measured> {
  const [clamd, sink] = await Promise.all([startTestClamd(), startSink()]);
  const rehearsal = await startRehearsal(assembly, { override: { clamav: { [variables.clamd]: clamd.address } } });
  try {
    const send = await sender(rehearsal, sink.address);
    for (let n = 0; n < warmUp; n++) await send(n);
    const before = snapshot(rehearsal);
    const tell = progress('messages rehearsed', messages);
    let bytes = 0;
    for (let n = warmUp; n < warmUp + messages; n++) {
      bytes += await send(n);
      tell(n + 1 - warmUp);
    }
    return measured(rehearsal, before, { messages, bytes });
  } finally {
    await rehearsal.close();
    await Promise.all([clamd.close(), sink.close()]);
  }
}

async function sender(rehearsal: Rehearsal, sink: string): Promise<(n: number) => Promise<number>> {
  const { aws } = rehearsal;
  Object.assign(process.env, aws.env, { AWS_ACCESS_KEY_ID: 'edge' });
  const store = new S3Messages(aws.bucket);
  const stores = dynamoStores({ table: aws.table, bucket: aws.bucket, clock: () => rehearsal.now() });
  await stores.rules.put({ version: 1, at: 0, by: 'bench', policy: { v: 1, scopes: [] }, directory: directory(sink) });
  return async (n) => {
    const one = messageOf(n);
    const envelope = envelopeFor(one, n);
    const draft = await store.draft(envelope.id);
    await draft.write(one.raw);
    await draft.commit(envelope);
    await rehearsal.settle();
    return one.raw.length;
  };
}

interface Snapshot {
  calls: number;
  archived: number;
  functions: Map<string, { invocations: number; cpu: number; logged: number }>;
}

function snapshot({ aws, functions }: Rehearsal): Snapshot {
  const of = [...functions].map(([id, { statistics, log }]) => [id, { ...statistics, logged: log.length }] as const);
  return { calls: aws.calls.length, archived: aws.archiveRows.length, functions: new Map(of) };
}

function measured(rehearsal: Rehearsal, before: Snapshot, sent: Pick<Measured, 'messages' | 'bytes'>): Measured {
  const { aws } = rehearsal;
  const calls = aws.calls.slice(before.calls);
  const rows = aws.archiveRows.slice(before.archived);
  const units = (write: boolean): number =>
    calls
      .filter((call) => call.service === 'dynamodb' && call.write === write)
      .reduce((sum, call) => sum + (call.units ?? 0), 0);
  return {
    ...sent,
    delivered: rows.filter(({ state }) => state === 'delivered').length,
    functions: [...rehearsal.functions.values()].map(({ plan, statistics, log }): MeasuredFunction => ({
      name: plan.name.toLowerCase(),
      memory: plan.memory,
      architecture: plan.architecture,
      invocations: statistics.invocations - (before.functions.get(plan.id)?.invocations ?? 0),
      cpu: statistics.cpu - (before.functions.get(plan.id)?.cpu ?? 0),
      calls: countCalls(calls.filter(({ caller }) => caller === plan.id)),
      logged: log.length - (before.functions.get(plan.id)?.logged ?? 0),
    })),
    calls: countCalls(calls),
    writeUnits: units(true) + indexUnits.message * sent.messages + indexUnits.copy * rows.length,
    readUnits: units(false),
    archived: rows.length,
  };
}
