/** Function `content`: the examiners that need no engine but this process and DNS. */
import { s3 } from '#adapters/aws/clients.ts';
import { S3Lessons } from '#adapters/aws/s3-lessons.ts';
import { contentExaminers } from '#engines/examiners.ts';
import { variables } from '#wiring/variables.ts';
import { clock } from '../support/bucket.ts';
import { dnsServers, once, variable } from '../support/environment.ts';
import { examinerFunction } from '../support/examiner-function.ts';

const taught = once(() => new S3Lessons({ client: s3(), bucket: variable(variables.bucket), clock }));
const content = once(() =>
  contentExaminers({ hostname: variable(variables.hostname), clock, dnsServers: dnsServers(), lessons: taught() }),
);

export const handler = examinerFunction('content', async () => {
  await taught().refresh();
  return content();
});
