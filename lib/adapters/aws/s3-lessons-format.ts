/** Lessons as objects: a line of JSON that says what follows, and then hashes of tokens, four bytes each, least byte first. */
import * as z from 'zod';

import type { MailClass } from '#core/ports/lessons.ts';

export interface Lesson {
  id: string;
  as: MailClass;
  tokens: Uint32Array;
}

/** One entry of the journal. `by`: who wrote it can tell it from another's. */
export type Entry = { by: string } & ({ kind: 'taught'; lesson: Lesson } | { kind: 'undone'; id: string });

/** All lessons that stood after the journal's entry `n`. */
export interface Snapshot {
  n: number;
  lessons: Lesson[];
}

const Count = z.int().min(0);
const Head = z.strictObject({ id: z.string(), as: z.enum(['spam', 'ham']), tokens: Count });
const EntryHead = z.discriminatedUnion('kind', [
  z.strictObject({ v: z.literal(1), by: z.string(), kind: z.literal('taught'), lesson: Head }),
  z.strictObject({ v: z.literal(1), by: z.string(), kind: z.literal('undone'), id: z.string() }),
]);
const SnapshotHead = z.strictObject({ v: z.literal(1), n: Count, lessons: z.array(Head) });

const headOf = ({ id, as, tokens }: Lesson): z.infer<typeof Head> => ({ id, as, tokens: tokens.length });

export function writeEntry(entry: Entry): Buffer {
  if (entry.kind === 'undone') return write({ v: 1, ...entry } satisfies z.infer<typeof EntryHead>, []);
  const head = { v: 1 as const, ...entry, lesson: headOf(entry.lesson) } satisfies z.infer<typeof EntryHead>;
  return write(head, [entry.lesson]);
}

export function readEntry(object: Uint8Array): Entry {
  const [json, tokens] = split(object);
  const { v: _v, ...head } = EntryHead.parse(json);
  if (head.kind === 'undone') return head;
  const [lesson] = lessonsOf([head.lesson], tokens);
  return { ...head, lesson: lesson as Lesson };
}

export function writeSnapshot({ n, lessons }: Snapshot): Buffer {
  return write({ v: 1, n, lessons: lessons.map(headOf) } satisfies z.infer<typeof SnapshotHead>, lessons);
}

export function readSnapshot(object: Uint8Array): Snapshot {
  const [json, tokens] = split(object);
  const { n, lessons } = SnapshotHead.parse(json);
  return { n, lessons: lessonsOf(lessons, tokens) };
}

function write(head: object, lessons: Lesson[]): Buffer {
  const tokens = lessons.map((lesson) =>
    Buffer.from(lesson.tokens.buffer, lesson.tokens.byteOffset, lesson.tokens.byteLength),
  );
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...tokens]);
}

function split(object: Uint8Array): [unknown, Uint8Array] {
  const end = object.indexOf(0x0a);
  if (end < 0) throw new Error('an object under lessons/ is none of ours: it has no first line');
  return [JSON.parse(Buffer.from(object.subarray(0, end)).toString()), object.subarray(end + 1)];
}

function lessonsOf(heads: z.infer<typeof Head>[], bytes: Uint8Array): Lesson[] {
  // Copied, because an array of 32-bit numbers begins on a boundary of four; a Buffer's `slice` would be no copy.
  const all = new Uint32Array(Uint8Array.from(bytes.subarray(0, bytes.length - (bytes.length % 4))).buffer);
  let at = 0;
  const lessons = heads.map(({ id, as, tokens }) => ({ id, as, tokens: all.slice(at, (at += tokens)) }));
  if (bytes.length !== at * 4) throw new Error('an object under lessons/ is cut off, or longer than it says');
  return lessons;
}
