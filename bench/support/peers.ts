/** The same mail through Postfix + rspamd + clamd from Debian, in the same run. */
import type { Figures } from '../main.ts';
import type { Letter } from './load.ts';

export async function comparePeers(_mail: Letter[], _connections: number): Promise<Figures[]> {
  return [];
}
