/** What opens a message, without what analyses it. */
import { createExpander } from '#core/message/open/archives/expand.ts';
import type { OpenTools } from '#core/message/open/tools.ts';
import { createIdentifier } from '#core/message/open/types/identify.ts';
import type { Clock } from '#core/ports/clock.ts';
import { loadArchiveTools } from './wasm/load.ts';

let loaded: Promise<OpenTools> | undefined;

/** Loaded once for a thread. */
export function openTools(clock: Clock): Promise<OpenTools> {
  return (loaded ??= loadArchiveTools().then((tools) => ({
    clock,
    identify: createIdentifier(tools),
    expand: createExpander(tools),
  })));
}
