/** An installation as it is on one machine: its stores are the ones of the data directory. */
import type { Stores } from '#adapters/embedded/open-stores.ts';
import type { Installation } from '#core/operate/operation.ts';

export interface LocalInstallation extends Installation {
  stores: Stores;
}
