/** Carries out what an operator's command asks for. Who may invoke this function is an operator: IAM says who that is. */
import type { ControlAnswer } from '#wiring/control.ts';
import { once } from '../support/environment.ts';
import { logger, thin } from '../support/thin.ts';
import { answer } from './answer.ts';
import { openControl } from './control.ts';

const control = once(openControl);

export const handler = thin<unknown, ControlAnswer>((event) =>
  answer(event, { ...control(), report: (done) => logger.info('an operation', { ...done }) }),
);
