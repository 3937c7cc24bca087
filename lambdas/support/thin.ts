/** What all handlers are made by: a log in JSON with the invocation's id, and errors that leave without a word of anybody's mail. */
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';

import { told } from './trouble.ts';

export const logger = new Logger();

export function thin<In, Out>(handle: (input: In, context: Context) => Promise<Out>) {
  // Middy's own time-out would leave an environment at work over a message that the next invocation finds there.
  return middy<In, Out>({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .handler(async (input: In, context: Context) => {
      try {
        return await handle(input, context);
      } catch (error) {
        logger.error('the function failed', told(error));
        throw quiet(error);
      }
    });
}

/** Lambda's runtime logs what is thrown, and Step Functions keeps it: the name says what follows from it, and is all that they get. */
function quiet(error: unknown): Error {
  const name = error instanceof Error ? error.name : 'Error';
  return Object.assign(new Error('the log of the function says more'), { name, stack: name });
}
