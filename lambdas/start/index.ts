/** Function `start`: runs the filter over what the start queue names, and sends back what has to wait. */
import { randomUUID } from 'node:crypto';

import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';

import { sfn, sqs } from '#adapters/aws/clients.ts';
import { idOfKey } from '#adapters/aws/s3-keys.ts';
import type { FilterInput } from '#wiring/filter.ts';
import { variables } from '#wiring/variables.ts';
import { variable } from '../support/environment.ts';
import { soonAgain } from '../support/soon-again.ts';
import { logger, thin } from '../support/thin.ts';
import { againIn, idsIn, outcomeOf } from './start.ts';

const processor = new BatchProcessor(EventType.SQS);

export const handler = thin(async (event: SQSEvent) => {
  const runs = new Map<string, Promise<void>>();
  /** What several records name is run once. */
  const runOnce = (id: string): Promise<void> => {
    const run = runs.get(id) ?? filter(id);
    runs.set(id, run);
    return run;
  };
  const take = async (record: SQSRecord): Promise<void> => {
    try {
      await Promise.all(idsIn(record.body, idOfKey).map(runOnce));
    } catch (error) {
      throw await soonAgain(record, variable(variables.startQueue), error);
    }
  };
  return processPartialResponse(event, take, processor, { throwOnFullBatchFailure: false });
});

async function filter(id: string): Promise<void> {
  const input: FilterInput = { id, run: randomUUID() };
  const command = { stateMachineArn: variable(variables.filter), name: input.run, input: JSON.stringify(input) };
  const outcome = outcomeOf(await sfn().send(new StartSyncExecutionCommand(command)));
  logger.info('run', { id, run: input.run, outcome: outcome.kind });
  const delay = againIn(outcome, Date.now());
  if (delay === undefined) return;
  // A message of its own: the receives of this one would add up to the dead-letter queue.
  const again = { QueueUrl: variable(variables.startQueue), MessageBody: JSON.stringify({ id }), DelaySeconds: delay };
  await sqs().send(new SendMessageCommand(again));
}
