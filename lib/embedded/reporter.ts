/** The host's own diary: one line an event, never a message's content. */

export interface Reporter {
  info(text: string, facts?: Record<string, unknown>): void;
  warn(text: string, facts?: Record<string, unknown>): void;
  error(text: string, facts?: Record<string, unknown>): void;
}

/** To a stream: for people `12:00:01 text key=value`, for programs one JSON object a line. */
export function createReporter(stream: NodeJS.WritableStream, json: boolean): Reporter {
  const line = (level: string, text: string, facts: Record<string, unknown> = {}): void => {
    const plain = Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, plainly(value)]));
    if (json) stream.write(`${JSON.stringify({ at: new Date().toISOString(), level, text, ...plain })}\n`);
    else stream.write(`${new Date().toISOString().slice(11, 19)} ${prefix(level)}${text}${pairs(plain)}\n`);
  };
  return {
    info: (text, facts) => line('info', text, facts),
    warn: (text, facts) => line('warn', text, facts),
    error: (text, facts) => line('error', text, facts),
  };
}

const prefix = (level: string): string => (level === 'info' ? '' : `${level}: `);

const pairs = (facts: Record<string, unknown>): string =>
  Object.entries(facts)
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('');

function plainly(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const cause = value.cause instanceof Error ? ` (${value.cause.message})` : '';
  return `${value.name}: ${value.message}${cause}`;
}
