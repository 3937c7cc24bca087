/** What every room is built on. */
import type { Bundles } from '../bundle/bundle.ts';
import type { Plan } from '../settings/read-settings.ts';
import type { ClamavLayer } from '../layer.ts';

export interface Ground {
  plan: Plan;
  bundles: Record<keyof Bundles, { folder: string }>;
  /** For the functions. */
  clamav: ClamavLayer;
  /** The folder with a ClamAV to run in the edge's task. */
  resident?: string | undefined;
}
