/** What a command is, and how it ends. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** 0: done. 1: done, and the answer is the one that a script wants to notice. 2: usage or settings. 3: something could not be done. */
export type ExitStatus = 0 | 1 | 2 | 3;

export interface Command {
  /** What `citrusmail help NAME` prints: usage, options, an example. */
  usage: string;
  options: ParseArgsOptionsConfig;
  run(call: Call): Promise<ExitStatus>;
}

export interface Call {
  flags: Flags;
  positionals: string[];
  out: Output;
}

/** Typed access to what was given; a command never reads a flag that it did not declare. */
export interface Flags {
  text(name: string): string | undefined;
  texts(name: string): string[];
  on(name: string): boolean;
  whole(name: string, least?: number): number | undefined;
}

export interface Output {
  readonly json: boolean;
  /** For people: the line as it is. Nothing when `--json` is on. */
  say(line: string): void;
  /** For programs: one line of JSON. Nothing without `--json`. */
  data(value: unknown): void;
  /** To standard error, always. */
  complain(line: string): void;
}

/** A call that cannot be carried out as it stands; the message says what to write instead. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Something that is not there or did not work; the message says what. */
export class CommandFailed extends Error {
  override name = 'CommandFailed';
  readonly status: ExitStatus;
  constructor(message: string, status: ExitStatus = 3) {
    super(message);
    this.status = status;
  }
}

/** Options that every command takes. */
export const commonOptions = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} satisfies ParseArgsOptionsConfig;

/** Options of commands that work on an installation. */
export const installationOptions = {
  config: { type: 'string' },
  data: { type: 'string' },
} satisfies ParseArgsOptionsConfig;

/** Options of commands that operate an installation, wherever it is. */
export const operatedOptions = {
  ...installationOptions,
  cloud: { type: 'string' },
} satisfies ParseArgsOptionsConfig;

/** Throws UsageError with a sentence where the arguments do not fit. */
export function parseCall(command: Command, args: string[]): { flags: Flags; positionals: string[] } {
  try {
    const options = { ...commonOptions, ...command.options };
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    return { flags: flagsOf(new Map(Object.entries(values))), positionals };
  } catch (error) {
    const sentence = error instanceof Error ? (error.message.split('. To specify')[0] ?? '') : String(error);
    throw new UsageError(sentence, { cause: error });
  }
}

function flagsOf(values: Map<string, unknown>): Flags {
  const text = (name: string): string | undefined => {
    const value = values.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    text,
    texts: (name) => {
      const value = values.get(name);
      return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
    },
    on: (name) => values.get(name) === true,
    whole: (name, least = 1) => {
      const given = text(name);
      if (given === undefined) return undefined;
      const value = Number(given);
      if (Number.isSafeInteger(value) && value >= least) return value;
      throw new UsageError(`--${name} takes a whole number from ${least} up, not '${given}'`);
    },
  };
}
