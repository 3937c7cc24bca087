/** What is wrong in a document that a person wrote: one sentence, with the place and what to write instead. */

export interface Problem {
  file: string;
  /** From 1. */
  line: number;
  column: number;
  /** As in `scopes[0].antivirus.infected`; empty: the document. */
  path: string;
  message: string;
}

export type Read<T> = { ok: T } | { errors: Problem[] };

export const formatProblem = ({ file, line, message }: Problem): string => `${file}:${line}: ${message}`;

export type Path = readonly (string | number)[];

/** A problem before its line is known. */
export interface Found {
  path: Path;
  /** `key`: the problem is the key that the path ends with, not its value. */
  at?: 'key';
  message: string;
}

export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** How a value is named in a sentence. */
export function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? 'missing';
  return text.length <= 60 ? text : `${text.slice(0, 56)}..."`;
}
