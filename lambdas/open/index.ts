/** Function `open`: the first of the state machine. */
import { openTools } from '#engines/open-tools.ts';
import { metrics } from '#wiring/metrics.ts';
import { clock, parcels } from '../support/bucket.ts';
import { count } from '../support/count.ts';
import { desk } from '../support/desk.ts';
import { Input } from '../support/state.ts';
import { logger, thin } from '../support/thin.ts';
import { open } from './open.ts';

export const handler = thin(async (event: unknown) => {
  const input = Input.parse(event);
  logger.appendKeys({ id: input.id, run: input.run });
  const first = (): void => count({ [metrics.accepted]: 1 });
  return open(input, { desk, parcels: parcels(input.id), tools: () => openTools(clock), first });
});
