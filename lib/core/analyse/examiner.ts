/** The contract of every examiner, and the one place where an examiner's trouble becomes a finding (promise 2). */
import type { Envelope } from '../message/envelope.ts';
import type { OpenedMessage } from '../message/open/opened.ts';
import type { Examination, ExaminerName, Finding, Layer } from '../findings/finding.ts';

/** What an examiner is shown. All of it is read-only. */
export interface Subject {
  readonly envelope: Envelope;
  readonly raw: Uint8Array;
  readonly message: OpenedMessage;
  /** What the examiners before have said; empty for all but spam, which runs last and is not told what virus engines found. */
  readonly examinations: readonly Examination[];
}

export interface Report {
  findings: Finding[];
  /** How many parts were looked at. */
  examined: number;
}

/**
 * An examiner looks at a message and states facts. It is called once per message and scan, concurrently with others,
 * and must stop soon after `signal` aborts. It throws `EngineUnavailable` when its engine is not there (then the message waits);
 * anything else that it throws is taken as "this message broke it". It says `examined` only for what it really looked at:
 * a part that it could not read is a finding `encrypted` or `unscannable`, never silence.
 */
export interface Examiner {
  readonly name: ExaminerName;
  readonly layer: Layer;
  /** Changes whenever its verdicts may: code version, signatures, model. */
  version(): string;
  examine(subject: Subject, signal: AbortSignal): Promise<Report>;
}

/** The engine behind an examiner is not there; the message is innocent of it. */
export class EngineUnavailable extends Error {
  override name = 'EngineUnavailable';
}
