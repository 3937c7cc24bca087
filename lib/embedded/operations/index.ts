/** Every operation by its name. */
import type { Operation } from '../operation.ts';
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

export const isOperation = (name: string): name is OperationName => Object.hasOwn(operations, name);
