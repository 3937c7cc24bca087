import type { DirectoryDocument } from '../policy/directory.ts';
import type { PolicyDocument } from '../policy/document.ts';

/** One version of policy and directory together: what a message is decided by. */
export interface RulesVersion {
  version: number;
  at: number;
  by: string;
  policy: PolicyDocument;
  directory: DirectoryDocument;
}

/** Versions are numbered from 1, never changed, and kept; before the first there is version 0, which accepts mail for nobody. */
export interface RulesStore {
  current(): Promise<RulesVersion>;
  at(version: number): Promise<RulesVersion | undefined>;
  /** Stores a validated successor; undefined when `next.version` is taken, because another was faster. */
  put(next: RulesVersion): Promise<RulesVersion | undefined>;
}
