/** The functions over AWS's emulators, in this process: its own variables are what the stack would set. */
import { dynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import { uuidv7 } from '#core/message/id.ts';
import type { RulesVersion } from '#core/ports/rules-store.ts';
import { variables } from '#wiring/variables.ts';
import { type Aws, startAws } from '../../test/support/aws/emulators.ts';

// Read when logger and metrics are made.
process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';

const rules = (smtp: string): RulesVersion => ({
  version: 1,
  at: 0,
  by: 'test',
  policy: { v: 1, scopes: [] },
  directory: {
    v: 1,
    domains: [
      { name: 'inside.example', route: { smtp }, recipients: ['alice', 'bob'] },
      { name: 'here.example', route: 'mailbox', recipients: ['erin'] },
    ],
    mailboxes: [{ address: 'erin@here.example', password: 'file:erin' }],
  },
});

export interface TestHouse {
  aws: Aws;
  stores: ReturnType<typeof dynamoStores>;
  messages: S3Messages;
  arrive(letter?: string | Uint8Array, recipients?: string[]): Promise<string>;
}

/** Nobody answers on that port: DNS is away, and mail flows. */
const nobody = '127.0.0.1:9';

/** `smtp`: where mail for inside.example goes. */
export async function testHouse(smtp = '127.0.0.1:25'): Promise<TestHouse> {
  const aws = await startAws();
  const more = { [variables.hostname]: 'mx.inside.example', [variables.dnsServers]: nobody };
  Object.assign(process.env, aws.env, aws.variables, more);
  const stores = dynamoStores({ table: aws.table, bucket: aws.bucket, clock: () => Date.now() });
  const messages = new S3Messages(aws.bucket);
  await stores.rules.put(rules(smtp));
  let serial = 0;
  return {
    aws,
    stores,
    messages,
    async arrive(letter = 'Subject: Hello\r\n\r\nHello\r\n', recipients = ['alice@inside.example']) {
      const id = uuidv7(Date.now(), Buffer.alloc(10, ++serial));
      const draft = await messages.draft(id);
      await draft.write(Buffer.from(letter));
      await draft.commit({
        v: 1,
        id,
        collector: 'smtp',
        sourceKey: id,
        receivedAt: Date.now(),
        mailFrom: 'carol@sender.example',
        body8bit: false,
        smtputf8: false,
        recipients: recipients.map((address, r) => ({ r, address, evidence: 'RCPT' })),
      });
      return id;
    },
  };
}

/** What Lambda hands over beside the event. */
export const context = {
  functionName: 'test',
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  getRemainingTimeInMillis: () => 60_000.5,
} as never;
