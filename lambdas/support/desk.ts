/** What the journey needs, over AWS; made once for an environment, but for the run that it is in. */
import { dynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { giveUpAfter } from '#core/deliver/schedule.ts';
import type { Desk } from '#core/journey.ts';
import { createRulesKeeper } from '#core/policy/rules-keeper.ts';
import { variables } from '#wiring/variables.ts';
import { clock, messages } from './bucket.ts';
import { number, once, optional, variable } from './environment.ts';

const hour = 60 * 60_000;
/** Rules that another process put in force are in force here after a minute at most. */
const rulesAge = 60_000;

export const stores = once(() => {
  const archive = optional(variables.archive);
  return dynamoStores({
    table: variable(variables.table),
    bucket: variable(variables.bucket),
    ...(archive !== undefined && { archive }),
    clock,
    searchDays: number(variables.searchDays, 60),
  });
});

export const rules = once(() => createRulesKeeper(stores().rules, clock, rulesAge));

export function desk(run: string): Desk {
  const { states, copies } = stores();
  return {
    clock,
    owner: run,
    // The bucket, the edge, the start function and the sweeper may all announce the same message.
    punctual: true,
    engineWait: number(variables.engineWaitHours, 4) * hour,
    patience: giveUpAfter(number(variables.giveUpDays, 5)),
    messages: messages(),
    states,
    copies,
    rules: (version) => (version === undefined ? rules().current() : rules().at(version)),
  };
}
