/** Function `open`: the first of the state machine. */
import { openTools } from '#engines/open-tools.ts';
import { clock, parcels } from '../support/bucket.ts';
import { desk } from '../support/desk.ts';
import { Input } from '../support/state.ts';
import { logger, thin } from '../support/thin.ts';
import { open } from './open.ts';

export const handler = thin(async (event: unknown) => {
  const input = Input.parse(event);
  logger.appendKeys({ id: input.id, run: input.run });
  return open(input, { desk, parcels: parcels(input.id), tools: () => openTools(clock) });
});
