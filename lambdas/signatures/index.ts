/** Function `signatures`: every hour, ClamAV's signatures into the bucket, and how old they are into the metrics. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

import { s3 } from '#adapters/aws/clients.ts';
import { S3Signatures } from '#adapters/aws/s3-signatures.ts';
import { type Published, publishSignatures } from '#engines/clamav/publish.ts';
import { layerFolder } from '#wiring/layer.ts';
import { metricNamespace, metrics as names } from '#wiring/metrics.ts';
import { variables } from '#wiring/variables.ts';
import { clock } from '../support/bucket.ts';
import { once, optional, variable } from '../support/environment.ts';
import { logger, thin } from '../support/thin.ts';

const hour = 60 * 60_000;
const metrics = once(() => new Metrics({ namespace: metricNamespace }));
const store = once(() => new S3Signatures({ client: s3(), bucket: variable(variables.bucket), clock }));

export const handler = thin(async () => {
  try {
    const published = await publishSignatures({
      programs: optional(variables.clamavPrograms) ?? layerFolder,
      folder: join(tmpdir(), 'signatures'),
      store: store(),
      clock,
      mirror: optional(variables.signatureMirror),
      progress: (step) => logger.info(step),
    });
    say(published);
    return { outcome: published.outcome };
  } finally {
    // Above all when nothing could be brought: the alarm goes by the age.
    await tellAge();
  }
});

/** That ClamAV's servers do not want to be asked now is their good right; that they cannot be reached becomes an alarm by the age. */
function say(published: Published): void {
  if (published.outcome !== 'failed') return logger.info(`signatures: ${published.outcome}`);
  const { reason, coolDown } = published;
  if (coolDown) logger.info('no new signatures', { reason });
  else logger.warn('no new signatures', { reason });
}

/** Without a set there is no age: the alarm rings for want of it. */
async function tellAge(): Promise<void> {
  const set = await store().current();
  if (!set) return;
  const age = Math.max(0, clock() - set.built) / hour;
  metrics().addMetric(names.signatureAge, MetricUnit.NoUnit, age);
  metrics().publishStoredMetrics();
}
