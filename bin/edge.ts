/** The Fargate task: SMTP and POP3 over S3 and DynamoDB. It tells what it does in JSON on standard output; SIGTERM ends it in order, SIGHUP looks for a new certificate. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HeadBucketCommand } from '@aws-sdk/client-s3';

import { s3 } from '#adapters/aws/clients.ts';
import { dynamo } from '#adapters/aws/dynamo-client.ts';
import { DynamoMaildropLocks } from '#adapters/aws/dynamo-locks.ts';
import { dynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { DynamoTable } from '#adapters/aws/dynamo-table.ts';
import { S3Mailboxes } from '#adapters/aws/s3-mailboxes.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import { S3Signatures } from '#adapters/aws/s3-signatures.ts';
import { SecretAccounts } from '#adapters/aws/secret-accounts.ts';
import { readSecret } from '#adapters/aws/secret-text.ts';
import { createRulesKeeper } from '#core/policy/rules-keeper.ts';
import type { Accounts } from '#core/ports/accounts.ts';
import { type EdgeClamav, startEdgeClamav } from '#engines/clamav/edge.ts';
import { readSyn, saveSyn } from '#engines/tcp/syn.ts';
import { createDiary } from '#servers/edge/diary.ts';
import { startEdge } from '#servers/edge/edge.ts';
import { runUntilTold } from '#servers/edge/run.ts';
import { readEdgeSettings } from '#servers/edge/settings.ts';

/** Rules that an operator changes are in force after this time at the latest. */
const rulesAge = 60_000;

const clock = Date.now;
const diary = createDiary((line) => process.stdout.write(line), clock);

await runUntilTold(diary, async (signal) => {
  const settings = readEdgeSettings(process.env);
  const { bucket, table, mailboxSecret, certificateSecret, clamav } = settings;
  const stores = dynamoStores({ ...settings, clock });
  const rules = createRulesKeeper(stores.rules, clock, rulesAge);
  const nobody: Accounts = { verify: async () => undefined };
  const directory = async () => (await rules.source()).directory;
  const parts = {
    settings,
    clock,
    diary,
    messages: new S3Messages(bucket),
    rules,
    log: stores.log,
    accounts: mailboxSecret === undefined ? nobody : new SecretAccounts({ secret: mailboxSecret, directory, clock }),
    mailboxes: new S3Mailboxes({ bucket, table, clock }),
    locks: new DynamoMaildropLocks(new DynamoTable(dynamo(), table), clock),
    certificate: async () => (certificateSecret === undefined ? undefined : readSecret(certificateSecret)),
    probe: async () => void (await s3().send(new HeadBucketCommand({ Bucket: bucket }))),
    saveSyn,
    readSyn,
  };
  const engine = clamav !== undefined && existsSync(clamav) ? clamavIn(clamav, bucket) : undefined;
  const edge = await startEdge(parts, signal);
  return {
    ...edge,
    async drain() {
      await edge.drain();
      await engine?.stop();
    },
  };
});

/** clamd for the functions, which come to it from outside. SMTP neither waits for it nor asks it anything. */
function clamavIn(programs: string, bucket: string): EdgeClamav {
  const store = new S3Signatures({ client: s3(), bucket, clock });
  return startEdgeClamav({
    programs,
    folder: join(tmpdir(), 'clamav'),
    store,
    progress: (step) => diary.info(step),
  });
}
