/** S3 and SQS behind their fronts: reached within the process, so that nothing but the fronts listens. */
import { buildApp } from 'fauxqs';

import type { Answer, Request } from './call.ts';

export type Fauxqs = ReturnType<typeof buildApp>;

export function openFauxqs(region: string): Fauxqs {
  return buildApp({ logger: false, defaultRegion: region });
}

/** Headers of the connection, not of the answer. */
const hopByHop = ['connection', 'keep-alive', 'transfer-encoding'];

export async function ask(
  fauxqs: Fauxqs,
  { method, url, headers, body }: Pick<Request, 'method' | 'url' | 'headers' | 'body'>,
): Promise<Answer> {
  const answer = await fauxqs.inject({
    method: method as 'GET',
    url,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name))),
    ...(body.length > 0 && { payload: body }),
  });
  const kept = Object.entries(answer.headers).filter(([name]) => !hopByHop.includes(name));
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    body: answer.rawPayload,
  };
}
