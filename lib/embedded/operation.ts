/** What an operator can ask of an installation, whether it is serving or not: the commands and, later, the extranet call these. */
import type { Clock } from '#core/ports/clock.ts';
import type { Envelope } from '#core/message/envelope.ts';
import type { Evidence } from '#core/analyse/evidence.ts';
import type { EmbeddedLessons } from '#adapters/embedded/lessons.ts';
import type { Stores } from '#adapters/embedded/open-stores.ts';
import type { RulesKeeper } from './rules-keeper.ts';

export interface Installation {
  dataDir: string;
  stores: Stores;
  rules: RulesKeeper;
  clock: Clock;
  /** What it has been taught: one and the same for as long as the installation is open. */
  lessons(): EmbeddedLessons;
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
