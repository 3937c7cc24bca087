/** Function `ses`: takes into the house what SES has received. A notice that fails comes again; the message stays in SES's folder for a week. */
import type { SNSEvent } from 'aws-lambda';

import { dynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import { S3SesInbox } from '#adapters/aws/ses-inbox.ts';
import { collect, type SesHouse } from '#collectors/ses/collect.ts';
import { readNotice } from '#collectors/ses/notice.ts';
import { createRulesKeeper } from '#core/policy/rules-keeper.ts';
import { variables } from '#wiring/variables.ts';
import { number, once, variable } from '../support/environment.ts';
import { logger, thin } from '../support/thin.ts';

/** Rules that an operator changes are in force after this time at the latest. */
const rulesAge = 60_000;
const defaultSearchDays = 60;

const house = once((): SesHouse => {
  const bucket = variable(variables.bucket);
  const stores = dynamoStores({
    bucket,
    table: variable(variables.table),
    clock: Date.now,
    searchDays: number(variables.searchDays, defaultSearchDays),
  });
  const rules = createRulesKeeper(stores.rules, Date.now, rulesAge);
  return {
    inbox: new S3SesInbox(bucket),
    messages: new S3Messages(bucket),
    states: stores.states,
    log: stores.log,
    rules: () => rules.current(),
  };
});

export const handler = thin(async (event: SNSEvent) => {
  for (const { Sns } of event.Records) {
    const notice = readNotice(Sns.Message);
    if (notice === 'test') logger.info('SES has found the topic');
    else logger.info('message of SES', { messageId: notice.messageId, ...(await collect(notice, house())) });
  }
});
