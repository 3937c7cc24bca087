/** A check looks at one thing that an installation needs. Each fails alone: what one could not look at says so, and the others go on. */

export type Result =
  | { state: 'ok'; text: string }
  /** `todo`: what to do about it, to be copied. */
  | { state: 'missing'; text: string; todo: string }
  /** It could not be looked at. */
  | { state: 'unknown'; text: string }
  /** Nobody but a person can know. */
  | { state: 'note'; text: string };

export interface Check<Context> {
  name: string;
  /** Rights that looking needs, as IAM names them. */
  needs?: string;
  /** Nothing where it does not concern this installation. What it throws is told as `unknown`. */
  run(context: Context): Promise<Result[]>;
}

export type Line = Result & { name: string };

/** In the order of the checks, which run at once. `sentence`: what an error means. */
export async function runChecks<Context>(
  checks: readonly Check<Context>[],
  context: Context,
  sentence: (error: unknown, check: Check<Context>) => string,
): Promise<Line[]> {
  const lines = checks.map(async (check) => {
    const results = await check
      .run(context)
      .catch((error: unknown): Result[] => [{ state: 'unknown', text: sentence(error, check) }]);
    return results.map((result) => ({ name: check.name, ...result }));
  });
  return (await Promise.all(lines)).flat();
}

export const ok = (text: string): Result => ({ state: 'ok', text });
export const note = (text: string): Result => ({ state: 'note', text });
export const missing = (text: string, todo: string): Result => ({ state: 'missing', text, todo });
