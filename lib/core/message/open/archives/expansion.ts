/** Gathers what one archive yields, under the budget of the message: the only place that hands out entries, defects and limits. */
import { evidenceOf, type Finding, type Verdict } from '../../../findings/finding.ts';
import { allowance, maxRatio, ratioFloor, spend, type Budget, type ExpandedEntry, type Expansion } from './budget.ts';
import type { ArchiveCode } from './codes.ts';

const verdictOf: Record<ArchiveCode, Verdict> = {
  ARCHIVE_ENCRYPTED: 'encrypted',
  ARCHIVE_DAMAGED: 'unscannable',
  ARCHIVE_UNSUPPORTED: 'unscannable',
  ARCHIVE_SPLIT: 'unscannable',
  ARCHIVE_EMPTY: 'unscannable',
  ARCHIVE_TOO_DEEP: 'unscannable',
  ARCHIVE_TOO_MANY_ENTRIES: 'unscannable',
  ARCHIVE_TOO_LARGE: 'unscannable',
  ARCHIVE_RATIO: 'unscannable',
  ARCHIVE_TOO_SLOW: 'unscannable',
  ARCHIVE_OVERLAP: 'unscannable',
  ARCHIVE_HEADERS_DIFFER: 'unscannable',
  ARCHIVE_NAMES_DIFFER: 'suspicious',
  ARCHIVE_HIDDEN_ENTRY: 'suspicious',
  ARCHIVE_NAMELESS: 'note',
  ARCHIVE_PATH: 'suspicious',
};

/** A path that leads out of the folder into which somebody unpacks. */
const climbing = /(?:^|[\\/])\.\.(?:[\\/]|$)/;

export class Gathering implements Expansion {
  readonly entries: ExpandedEntry[] = [];
  readonly defects: Finding[] = [];
  readonly limits: string[] = [];
  readonly budget: Budget;
  #stopped = false;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  /** A limit was reached: nothing more is to be read from this archive. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Once for a code: the first evidence says enough. */
  defect(code: ArchiveCode, evidence?: string): void {
    if (this.defects.some((known) => known.code === code)) return;
    const said = evidence === undefined ? {} : { evidence: evidenceOf(evidence) };
    this.defects.push({ code, layer: 'attachments', verdict: verdictOf[code], ...said });
  }

  limit(code: ArchiveCode, name: string): void {
    this.#stopped = true;
    if (!this.limits.includes(name)) this.limits.push(name);
    this.defect(code);
  }

  /** Asks for one more entry; false where the message has had its share of entries or time. */
  admit(): boolean {
    if (this.#stopped) return false;
    if (this.budget.entriesLeft <= 0) this.limit('ARCHIVE_TOO_MANY_ENTRIES', 'archive entries');
    else if (this.inTime()) this.budget.entriesLeft -= 1;
    return !this.#stopped;
  }

  /** False, and stopped, when the time of the message is over. */
  inTime(): boolean {
    if (this.budget.clock() > this.budget.deadline) this.limit('ARCHIVE_TOO_SLOW', 'archive time');
    return !this.#stopped;
  }

  /** Content would go past what `allowance` gave. */
  overflow(): void {
    if (this.#stopped) return;
    const { bytesIn, bytesOut, bytesLeft } = this.budget;
    const byRatio = Math.max(ratioFloor, bytesIn * maxRatio) - bytesOut < bytesLeft;
    if (byRatio) this.limit('ARCHIVE_RATIO', 'archive ratio');
    else this.limit('ARCHIVE_TOO_LARGE', 'archive bytes');
  }

  get allowance(): number {
    return allowance(this.budget);
  }

  opened(names: string[], bytes: Uint8Array, origin: ExpandedEntry['origin'] = 'archive'): void {
    spend(this.budget, bytes.length);
    this.#enter({ names, bytes, status: 'opened', origin, size: bytes.length });
  }

  closed(names: string[], status: 'encrypted' | 'unopened', size: number, origin: ExpandedEntry['origin'] = 'archive') {
    this.#enter({ names, bytes: undefined, status, origin, size });
  }

  /** The beginning of an entry whose rest could not be read. */
  truncated(names: string[], bytes: Uint8Array, origin: ExpandedEntry['origin'] = 'archive'): void {
    spend(this.budget, bytes.length);
    this.#enter({ names, bytes, status: 'truncated', origin, size: bytes.length });
  }

  #enter(entry: ExpandedEntry): void {
    const climbs = entry.origin === 'archive' ? entry.names.find((name) => climbing.test(name)) : undefined;
    if (climbs !== undefined) this.defect('ARCHIVE_PATH', climbs);
    this.entries.push(entry);
  }
}
