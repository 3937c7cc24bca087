/** What the checks of an installation on this machine share. */
import type { Status } from '#extranet/api/status.ts';
import type { RulesVersion } from '#core/ports/rules-store.ts';
import type { Check } from '../check.ts';

export interface LocalContext {
  dataDir: string;
  /** Of the process that serves it; undefined when none does. */
  status: () => Promise<Status | undefined>;
  rules: () => Promise<RulesVersion>;
}

export type LocalCheck = Check<LocalContext>;
