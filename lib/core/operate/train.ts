/** Lessons: messages that a person calls spam or ham, each of which can be taken back. */
import { createHash } from 'node:crypto';

import * as z from 'zod';

import { teach } from '../analyse/spam/teach.ts';
import type { Envelope } from '../message/envelope.ts';
import { parseHeader } from '../message/header.ts';
import { uuidv8 } from '../message/id.ts';
import { openMessage } from '../message/open/open.ts';
import { savedEnvelope } from '../message/saved.ts';
import type { MailClass, Teacher } from '../ports/lessons.ts';
import { type Installation, type Operation, OperationFailed } from './operation.ts';
import { wholeId } from './ids.ts';

const Kind = z.enum(['spam', 'ham']);

/** A message of the store, by its id. */
export const trainMessage: Operation = async (installation, input) => {
  const { id: given, kind } = z.strictObject({ id: z.string(), kind: Kind }).parse(input);
  const id = await wholeId(installation, given);
  const envelope = await installation.stores.messages.envelope(id);
  if (!envelope) throw new OperationFailed(`Message '${id}' is not in the store (any more): train it from a file.`);
  return learn(installation, kind, await installation.stores.messages.bytes(id), envelope);
};

/** A message that was saved as a file, base64. */
export const trainBytes: Operation = async (installation, input) => {
  const { bytes, kind } = z.strictObject({ bytes: z.string(), kind: Kind }).parse(input);
  return learn(installation, kind, Buffer.from(bytes, 'base64'), undefined);
};

export const undoLesson: Operation = async (installation, input) => {
  const { lesson } = z.strictObject({ lesson: z.string() }).parse(input);
  if (!(await teacherOf(installation).undo(lesson))) throw new OperationFailed(`There is no lesson '${lesson}'.`);
  return { undone: lesson };
};

async function learn(
  installation: Installation,
  kind: MailClass,
  raw: Uint8Array,
  known: Envelope | undefined,
): Promise<{ lesson: string; fresh: boolean }> {
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const id = uuidv8(['lesson', sha256]);
  const message = await openMessage(id, raw, await installation.openTools());
  const saved = {
    id,
    raw: { key: 'lesson', size: raw.length, sha256 },
    header: parseHeader(raw),
    recipient: 'lesson@scan.invalid',
  };
  const envelope = known ?? savedEnvelope({ ...saved, now: installation.clock() });
  const evidence = known && (await installation.stores.evidence.evidence(known.id));
  const findings = evidence?.examinations.flatMap((examination) => examination.findings) ?? [];
  const fresh = await teach(teacherOf(installation), id, kind, { message, envelope, findings });
  return { lesson: id, fresh };
}

function teacherOf(installation: Installation): Teacher {
  const teacher = installation.teacher();
  if (!teacher) throw new OperationFailed('This installation cannot be taught: it scores by the shipped model alone.');
  return teacher;
}
