/** One run of a function as the Lambda service does it: JSON in, JSON or an error out, 6 MB at most either way. */
export type LambdaFunction = (payload: unknown) => unknown;

export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace: string[];
}
export type Invocation = { kind: 'returned'; payload: unknown } | { kind: 'failed'; error: FunctionError };

export const mostPayload = 6 * 1024 * 1024;

export async function invoke(run: LambdaFunction, payload: unknown): Promise<Invocation> {
  try {
    const returned = await run(asJson(payload));
    if (size(returned) <= mostPayload) return { kind: 'returned', payload: asJson(returned) };
    return {
      kind: 'failed',
      error: {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size exceeded ${mostPayload} bytes`,
        trace: [],
      },
    };
  } catch (error) {
    return { kind: 'failed', error: described(error) };
  }
}

/** As Lambda's Node runtime tells it: an error's name is its type. */
function described(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n').slice(0, 5) };
}

export function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null') as unknown;
}

export function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? 'null');
}
