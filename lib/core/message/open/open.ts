/**
 * The stage `open`: everything in a message that anybody could see, as parts. Three decoders read it and their results are united;
 * what is wrapped in a part (messages, archives, uuencode, TNEF) is unwrapped until nothing is left, under one budget.
 */
import { Header, parseHeader } from '../header.ts';
import { newBudget } from './archives/budget.ts';
import { openContent } from './content.ts';
import { type DecoderReport, readWithOthers } from './decoders.ts';
import { type OpenLimits, openLimits } from './limits.ts';
import type { OpenedMessage } from './opened.ts';
import { observeMessage } from './observe.ts';
import { type Draft, Parts } from './parts.ts';
import { readStructure, type Structure } from './structure.ts';
import { textsOf } from './texts.ts';
import type { OpenTools } from './tools.ts';
import type { Walked } from './walker/walk.ts';

export async function openMessage(
  id: string,
  raw: Uint8Array,
  tools: OpenTools,
  limits: OpenLimits = openLimits,
): Promise<OpenedMessage> {
  const parts = new Parts(limits.parts);
  const message = parts.add({ origin: 'message', bytes: raw });
  if (!message) throw new RangeError('a limit of no parts at all');
  const structure = { parts, limits, readingsLeft: limits.readings, read: new Set<string>() };
  const { walked, report } = walkSafely(structure, message, raw);
  const decoders = [report, ...(await readWithOthers(parts, message, raw))];
  if (!decoders.some((decoder) => decoder.ok)) parts.defect('MIME_UNREADABLE', 'all decoders failed');

  message.part.seenBy = decoders.filter((decoder) => decoder.ok).map((decoder) => decoder.name);

  const budget = newBudget(tools.clock);
  // The list grows while it is worked off: what comes out of a part is opened in its turn.
  for (const draft of parts.drafts) await openContent({ ...structure, tools, budget }, draft);

  const { drafts, defects } = parts;
  return {
    opened: { v: 1, id, decoders, parts: drafts.map((draft) => draft.part), defects, limits: [...parts.limits] },
    header: walked?.header ?? headerOf(raw),
    bytes: (n) => drafts[n]?.bytes,
    texts: textsOf(drafts),
  };
}

function walkSafely(
  structure: Structure,
  message: Draft,
  raw: Uint8Array,
): { walked: Walked | undefined; report: DecoderReport } {
  try {
    const walked = readStructure(structure, message, raw);
    if (walked) observeMessage(structure.parts, raw, walked.header);
    return { walked, report: { name: 'walker', version: '1', ok: true } };
  } catch (error) {
    structure.parts.defect('MIME_UNREADABLE', `walker: ${String(error)}`);
    return { walked: undefined, report: { name: 'walker', version: '1', ok: false } };
  }
}

function headerOf(raw: Uint8Array): Header {
  try {
    return parseHeader(raw);
  } catch {
    return new Header([], 0);
  }
}
