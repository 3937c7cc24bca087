/** Whose trouble an error is, and what may be told of it: logs never hold mail. */
import { EngineUnavailable } from '#core/analyse/examiner.ts';

/** AWS did not do what we asked: the SDK marks its errors so, also those of connections that broke. No message is to blame. */
export function isOfAws(error: unknown): boolean {
  return error instanceof Error && '$metadata' in error;
}

/** While our own store is in trouble a message waits, as it does for an engine. */
export async function innocently<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isOfAws(error)) throw new EngineUnavailable(String(error), { cause: error });
    throw error;
  }
}

/** For the log. What an error says that arose over a message may be the message's own words: then only where it arose is told. */
export function told(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const said = isOfAws(error) || error instanceof EngineUnavailable ? { said: error.message } : {};
  return { error: error.name, ...said, at: framesOf(error) };
}

function framesOf({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5)
    .map((line) => line.trim());
}
