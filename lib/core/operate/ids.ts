/** What a person means by an id or the beginning of one: tables show no more of it than they have room for. */
import type { LogRecord } from '../record/log-record.ts';
import { type Installation, OperationFailed } from './operation.ts';

const mostRecords = 1_000;
const whole = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The log's rows of the one message whose id begins so, in order; or of what was refused in the session of this reference. Throws
 * OperationFailed where there is none, or more than one.
 */
export async function recordsOf({ stores }: Installation, id: string): Promise<LogRecord[]> {
  const { records } = await stores.log.search({ id, limit: mostRecords });
  if (id === '' || records.length === 0) throw new OperationFailed(`There is no message '${id}' in the log.`);
  const subjects = new Set(records.map((record) => subjectOf(record)));
  if (subjects.size > 1) {
    const some = [...subjects].slice(0, 3).join(', ');
    throw new OperationFailed(`'${id}' is the beginning of several ids (${some}, ...): write more of it.`);
  }
  return records.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.r - b.r));
}

/** A whole id may be of a message that the log has forgotten, or does not know yet. */
export async function wholeId(installation: Installation, id: string): Promise<string> {
  if (whole.test(id)) return id;
  const [first] = await recordsOf(installation, id);
  return first?.id ?? id;
}

/** All refusals of a session end with the same reference; their records are numbered behind it. */
const subjectOf = ({ id, state }: LogRecord): string => (state === 'rejected' ? id.replace(/\/\d+$/, '') : id);
