/** What all clients have in common. */

export const seconds = 1000;

/** What a service takes for a healthy answer is a fraction of a second: who hangs is asked again rather than waited for. */
export function clientOptions(answerWithin = 5 * seconds) {
  return {
    maxAttempts: 5,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: 2 * seconds,
      // Until the answer begins.
      requestTimeout: answerWithin,
      throwOnRequestTimeout: true,
      // Between two pieces of the answer.
      socketTimeout: answerWithin,
      httpAgent: { keepAlive: true, maxSockets: 100 },
      httpsAgent: { keepAlive: true, maxSockets: 100 },
    },
  };
}
