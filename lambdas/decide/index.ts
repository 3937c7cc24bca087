/** Function `decide`: the last of the state machine. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';

import { sqs } from '#adapters/aws/clients.ts';
import { metrics } from '#wiring/metrics.ts';
import { variables } from '#wiring/variables.ts';
import { parcels } from '../support/bucket.ts';
import { count } from '../support/count.ts';
import { desk } from '../support/desk.ts';
import { variable } from '../support/environment.ts';
import { tellOf } from '../support/notices.ts';
import { State } from '../support/state.ts';
import { logger, thin } from '../support/thin.ts';
import { told } from '../support/trouble.ts';
import { decide } from './decide.ts';

export const handler = thin(async (event: unknown) => {
  const state = State.parse(event);
  logger.appendKeys({ id: state.id, run: state.run });
  const parts = { desk, parcels: parcels(state.id), deliverSoon, tellOf: (id: string) => tellOf([id]) };
  const answer = await decide(state, parts);
  if ('outcome' in answer && answer.outcome.kind === 'decided' && answer.outcome.moving === 0)
    count({ [metrics.finished]: 1 });
  return answer;
});

async function deliverSoon(id: string): Promise<void> {
  const message = { QueueUrl: variable(variables.deliveryQueue), MessageBody: JSON.stringify({ id }) };
  await sqs()
    .send(new SendMessageCommand(message))
    .catch((error: unknown) => logger.warn('left to the sweeper', told(error)));
}
