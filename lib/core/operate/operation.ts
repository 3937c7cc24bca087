/** What an operator can ask of an installation, on either host: the commands, the control function and the extranet call these. */
import type { Evidence } from '../analyse/evidence.ts';
import type { Envelope } from '../message/envelope.ts';
import type { OpenTools } from '../message/open/tools.ts';
import type { RulesKeeper } from '../policy/rules-keeper.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { EvidenceStore, MessageStates, RecipientStates } from '../ports/state-store.ts';
import type { Teacher } from '../ports/lessons.ts';

export interface Installation {
  stores: {
    messages: MessageStore;
    states: MessageStates;
    copies: RecipientStates;
    evidence: EvidenceStore;
    log: LogStore;
  };
  rules: RulesKeeper;
  clock: Clock;
  /** Whom lessons go to: one and the same for as long as the installation is open. Undefined where this host cannot be taught. */
  teacher(): Teacher | undefined;
  openTools(): Promise<OpenTools>;
  /** Opens and analyses a stored message today. */
  scan(envelope: Envelope, scan: number): Promise<Evidence>;
  /** Copies were put into the delivery queue, or made due. */
  deliverSoon(): void;
}

/** Named as commands name them: `quarantine release` is `quarantine.release`. Input is checked by the operation itself. */
export type Operation = (installation: Installation, input: unknown, by: string) => Promise<unknown>;

/** It could not be done as asked; the message is a sentence for the one who asked. */
export class OperationFailed extends Error {
  override name = 'OperationFailed';
}
