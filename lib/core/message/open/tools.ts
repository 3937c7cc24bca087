/** What opening a message needs and the core cannot load by itself: wasm modules stand behind it. */
import type { Clock } from '../../ports/clock.ts';
import type { Budget, Expansion } from './archives/budget.ts';
import type { PartType } from './opened.ts';

export interface OpenTools {
  identify(names: readonly string[], bytes: Uint8Array): PartType[];
  expand(bytes: Uint8Array, types: readonly PartType[], budget: Budget, names: readonly string[]): Promise<Expansion>;
  clock: Clock;
}
