/** The resolver as one method may use it for one message: so many questions, so long, and a memory of whether any went unanswered. */
import type { Clock } from '../../ports/clock.ts';
import type { RecordType, Resolver } from '../../ports/resolver.ts';

export interface MessageDns {
  /** In the shape that mailauth asks with. */
  resolve(name: string, type: string): Promise<string[][] | string[]>;
  /** A question came back with neither records nor a sure no. */
  troubled(): boolean;
}

/** SPF may ask 10 names, each of up to 10 hosts (RFC 7208 section 4.6.4), DMARC walks 8 (RFC 9989 section 4.10), and each signature has a key. */
const maxQuestions = 200;
const maxMilliseconds = 10_000;
/** The code of a question that was not asked: the message's doing, not DNS's. */
export const budgetSpent = 'EBUDGET';

const surelyNo = new Set(['ENOTFOUND', 'ENODATA']);

/** One for each method, so that what one of them costs is not another's trouble. */
export function messageDns(resolver: Resolver, clock: Clock, signal: AbortSignal): MessageDns {
  const deadline = clock() + maxMilliseconds;
  let questionsLeft = maxQuestions;
  let troubled = false;
  return {
    troubled: () => troubled,
    async resolve(name, type) {
      try {
        if (--questionsLeft < 0 || signal.aborted || clock() > deadline) throw spent(name);
        return (await resolver(name, recordType(type))) as string[][] | string[];
      } catch (error) {
        if (!surelyNo.has(codeOf(error))) troubled = true;
        throw error;
      }
    },
  };
}

const types: readonly RecordType[] = ['A', 'AAAA', 'MX', 'TXT', 'PTR', 'CNAME', 'NS'];

function recordType(type: string): RecordType {
  const known = types.find((each) => each === type);
  if (!known) throw new TypeError(`nobody asks for ${type} here`);
  return known;
}

function spent(name: string): Error {
  return Object.assign(new Error(`too much DNS for one message: ${name} not asked`), { code: budgetSpent });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
