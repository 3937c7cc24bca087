/** The cloud host: messages committed as the edge does it, then whatever the deployment makes of them, in the rehearsal. */
import { dynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import { variables } from '#wiring/variables.ts';

import { synthesize } from '../cloud/support/assembly.ts';
import { type Rehearsal, startRehearsal } from '../cloud/support/rehearsal.ts';
import { directory, envelopeFor, policy, resultOf } from './case.ts';
import { type Host, hostname, type HostOptions } from './embedded.ts';

export interface CloudHost extends Host {
  rehearsal: Rehearsal;
}

export async function startCloud({ clamd, sink }: HostOptions): Promise<CloudHost> {
  const assembly = await synthesize({ hostname });
  const override = { clamav: { [variables.clamd]: clamd.address } };
  const rehearsal = await startRehearsal(assembly, { override });
  const { aws } = rehearsal;
  // What this process asks of the emulators is asked by nobody's role.
  Object.assign(process.env, aws.env, { AWS_ACCESS_KEY_ID: 'outside' });
  const messages = new S3Messages(aws.bucket);
  const stores = dynamoStores({ table: aws.table, bucket: aws.bucket, clock: () => rehearsal.now(), searchDays: 60 });
  await stores.rules.put({ version: 1, at: 0, by: 'test', policy, directory: directory(sink) });
  return {
    rehearsal,
    async run(one, n) {
      const envelope = envelopeFor(one, n);
      const draft = await messages.draft(envelope.id);
      await draft.write(one.raw);
      await draft.commit(envelope);
      await rehearsal.settle();
      const copies = await stores.copies.of(envelope.id);
      return Promise.all(
        copies.map(async (copy) =>
          resultOf(copy, envelope.recipients[copy.r]?.address ?? '', await stores.log.events(copy.id, copy.r)),
        ),
      );
    },
    close: () => rehearsal.close(),
  };
}
