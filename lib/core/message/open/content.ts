/** Looks into one part: says what it is, and enters what is wrapped in it as parts of their own. */
import type { Budget } from './archives/budget.ts';
import { isExpandable } from './archives/expandable.ts';
import type { OpenTools } from './tools.ts';
import type { Draft } from './parts.ts';
import { observeNames } from './observe.ts';
import { isMessage, readStructure, type Structure } from './structure.ts';
import { unwrap } from './unwrap.ts';

export interface Opening extends Structure {
  tools: OpenTools;
  budget: Budget;
}

export async function openContent(opening: Opening, draft: Draft): Promise<void> {
  const { part, bytes } = draft;
  if (part.origin === 'message') return;
  // What is closed to us has a name all the same, and a name that Windows runs is as dangerous under a password.
  part.types = opening.tools.identify(part.names, bytes ?? new Uint8Array());
  observeNames(opening.parts, part);
  if (!bytes) return;
  unwrap(opening, draft, bytes);
  readMessage(opening, draft, bytes);
  if (isExpandable(part.types)) await expand(opening, draft, bytes);
}

/** A message in an archive, or attached under another type; those that MIME declares were read with the structure. */
function readMessage(opening: Opening, draft: Draft, bytes: Uint8Array): void {
  const { declaredType, types } = draft.part;
  const isText = declaredType?.startsWith('text/') ?? draft.entity !== undefined;
  if (isText || isMessage(draft)) return;
  if (types.some(({ type, by }) => type === 'message/rfc822' && by !== 'name')) readStructure(opening, draft, bytes);
}

async function expand(opening: Opening, draft: Draft, bytes: Uint8Array): Promise<void> {
  const { parts, tools, budget } = opening;
  budget.depth = draft.archives;
  const { entries, defects, limits } = await tools.expand(bytes, draft.part.types, budget, draft.part.names);
  for (const defect of defects) parts.defects.push({ ...defect, part: draft.part.n });
  for (const limit of limits) parts.limits.add(limit);
  const seenBy = draft.part.seenBy;
  for (const entry of entries) {
    parts.add({ ...entry, parent: draft, seenBy: [...seenBy], archives: draft.archives + 1 });
  }
  // An archive that said it was encrypted without an entry to show for it.
  if (entries.length === 0 && defects.some((defect) => defect.verdict === 'encrypted')) draft.part.status = 'encrypted';
}
