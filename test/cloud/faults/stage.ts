/** What all drills share: one rehearsal with warm functions, a next hop, a clamd, and rules with three outcomes. */
import type { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

import { s3 } from '#adapters/aws/clients.ts';
import { dynamo } from '#adapters/aws/dynamo-client.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import { type DynamoStores, dynamoStores } from '#adapters/aws/dynamo-stores.ts';
import type { DirectoryDocument } from '#core/policy/directory.ts';
import type { PolicyDocument } from '#core/policy/document.ts';
import { variables } from '#wiring/variables.ts';

import { startTestClamd, type TestClamd } from '../../hosts/clamd.ts';
import { region } from '../../support/aws/resources.ts';
import { synthesize } from '../support/assembly.ts';
import { type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import type { Person } from './fault.ts';
import { type NextHop, startNextHop } from './next-hop.ts';

export interface Stage {
  rehearsal: Rehearsal;
  hop: NextHop;
  messages: S3Messages;
  stores: DynamoStores;
  sqs: SQSClient;
  bucket: S3Client;
  table: DynamoDBDocumentClient;
  /** The template's, in the emulator of Step Functions. */
  machine: Rehearsal['aws']['machine'];
  close(): Promise<void>;
}

/** One domain for each, so that every drill has people of its own. */
export const domains: Record<Person, string> = {
  away: 'away.example',
  here: 'here.example',
  strict: 'strict.example',
};

const policy: PolicyDocument = {
  v: 1,
  scopes: [{ kind: 'domain', name: domains.strict, spam: { atLeast: [{ points: -100, action: 'quarantine' }] } }],
};

const directory = (smtp: string): DirectoryDocument => ({
  v: 1,
  domains: [
    { name: domains.away, route: { smtp }, unknown: 'accept' },
    { name: domains.here, route: 'mailbox', unknown: 'accept' },
    { name: domains.strict, route: { smtp }, unknown: 'accept' },
  ],
});

/** Nobody answers there: DNS is away, and mail flows. */
const noDns = '127.0.0.1:9';

export async function openStage(): Promise<Stage> {
  const [assembly, hop, clamd] = await Promise.all([synthesize(), startNextHop(), startTestClamd()]);
  const rehearsal = await startRehearsal(assembly, { override: overrides(clamd) });
  const { aws } = rehearsal;
  // What this process asks of the emulators is asked by nobody's role, and meets no trouble.
  Object.assign(process.env, aws.env, { AWS_ACCESS_KEY_ID: outside });
  const messages = new S3Messages(aws.bucket);
  const stores = dynamoStores({ table: aws.table, bucket: aws.bucket, clock: () => rehearsal.now() });
  await stores.rules.put({ version: 1, at: 0, by: 'test', policy, directory: directory(hop.address) });
  const sqs = new SQSClient({ region });
  return {
    rehearsal,
    hop,
    messages,
    stores,
    sqs,
    bucket: s3(),
    table: dynamo(),
    machine: aws.machine,
    async close() {
      sqs.destroy();
      await rehearsal.close();
      await Promise.all([hop.close(), clamd.close()]);
    },
  };
}

export const outside = 'outside';

function overrides(clamd: TestClamd): Record<string, Record<string, string>> {
  return {
    clamav: { [variables.clamd]: clamd.address },
    content: { [variables.dnsServers]: noDns },
    deliver: { [variables.deliveryTls]: 'off' },
  };
}
