/** Lambda, as far as an operator uses it: a function is invoked and waited for. */
import type { Request, Room } from './call.ts';
import { invoke, type LambdaFunction, mostPayload } from './invocation.ts';
import { json } from './wire.ts';

const path = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const headersKnown = [
  'x-amz-invocation-type',
  'x-amz-log-type',
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-user-agent',
];

export function functionsRoom(functions: Map<string, LambdaFunction>): Room {
  const room: Room = {
    service: 'lambda',
    read: (request) => ({
      operation: path.test(request.path) ? 'Invoke' : `${request.method} ${request.path}`,
      target: nameOf(request),
      write: true,
    }),
    pretends({ headers, query }, { operation }) {
      const foreign = [
        ...query.keys(),
        ...Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !headersKnown.includes(name)),
      ];
      if (operation !== 'Invoke') return 'not done here';
      if ((headers['x-amz-invocation-type'] ?? 'RequestResponse') !== 'RequestResponse')
        return 'a function is waited for here';
      return foreign.length > 0 ? `would ignore ${foreign.join(', ')}` : undefined;
    },
    async answer({ body }, { target }) {
      const run = functions.get(target);
      if (!run) return room.refusal(404, 'ResourceNotFoundException', `Function not found: ${target}`);
      if (body.length > mostPayload) return room.refusal(413, 'RequestTooLargeException', 'larger than 6 MB');
      const outcome = await invoke(run, JSON.parse(body.toString() || 'null'));
      const version = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };
      if (outcome.kind === 'returned') return json(outcome.payload, 200, version);
      return json(outcome.error, 200, { ...version, 'x-amz-function-error': 'Unhandled' });
    },
    refusal: (status, code, message) =>
      json({ Type: 'User', Message: message }, status, {
        'content-type': 'application/json',
        'x-amzn-errortype': code,
      }),
  };
  return room;
}

/** The client may name a function or its ARN. */
function nameOf({ path: asked }: Request): string {
  return decodeURIComponent(path.exec(asked)?.[1] ?? '').replace(/^.*:function:/, '');
}
