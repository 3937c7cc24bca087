/** Every operation by its name. */
import * as z from 'zod';

import { type Installation, type Operation, OperationFailed } from './operation.ts';
import { searchLog, showMessage } from './log.ts';
import { deleteQuarantine, listQuarantine, readQuarantine, releaseQuarantine } from './quarantine.ts';
import { dropQueue, holdQueue, listQueue, retryQueue } from './queue.ts';
import { applyDirectory, applyPolicy, currentRules } from './rules.ts';
import { trainBytes, trainMessage, undoLesson } from './train.ts';

export const operations = {
  'log.search': searchLog,
  'log.message': showMessage,
  'quarantine.list': listQuarantine,
  'quarantine.read': readQuarantine,
  'quarantine.release': releaseQuarantine,
  'quarantine.delete': deleteQuarantine,
  'queue.list': listQueue,
  'queue.retry': retryQueue,
  'queue.hold': holdQueue,
  'queue.drop': dropQueue,
  'train.message': trainMessage,
  'train.bytes': trainBytes,
  'train.undo': undoLesson,
  'rules.current': currentRules,
  'policy.apply': applyPolicy,
  'directory.apply': applyDirectory,
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

const isOperation = (name: string): name is OperationName => Object.hasOwn(operations, name);

/** Throws OperationFailed for input that does not fit, as for all that cannot be done as asked. */
export async function carryOut(installation: Installation, name: string, input: unknown, by: string): Promise<unknown> {
  if (!isOperation(name)) throw new OperationFailed(`This version of the filter knows no operation '${name}'.`);
  try {
    return await operations[name](installation, input, by);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const said = error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
    throw new OperationFailed(`${said.join('; ')}.`, { cause: error });
  }
}
