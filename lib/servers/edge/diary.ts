/** What the edge says of itself: one JSON object a line, as CloudWatch reads it. Never an address, never what a message holds: those are in the log. */

export interface Diary {
  info(text: string, facts?: Facts): void;
  warn(text: string, facts?: Facts): void;
  error(text: string, facts?: Facts): void;
}

type Facts = Record<string, unknown>;

export function createDiary(write: (line: string) => void, clock: () => number): Diary {
  const line = (level: string, text: string, facts: Facts = {}): void => {
    const plain = Object.entries(facts).map(([name, value]) => [
      name,
      value instanceof Error ? sentence(value) : value,
    ]);
    write(`${JSON.stringify({ at: new Date(clock()).toISOString(), level, text, ...Object.fromEntries(plain) })}\n`);
  };
  return {
    info: (text, facts) => line('info', text, facts),
    warn: (text, facts) => line('warn', text, facts),
    error: (text, facts) => line('error', text, facts),
  };
}

/** An error with what caused it; without its stack, which names files and says nothing to the one on call. */
function sentence(error: Error): string {
  const cause = error.cause instanceof Error ? ` (${sentence(error.cause)})` : '';
  return `${error.name}: ${error.message}${cause}`;
}
