/** The parts of one message while they are being found, with their bytes and what was odd. */
import { hash } from 'node:crypto';

import { evidenceOf, type Finding } from '../../findings/finding.ts';
import { type DefectCode, defects } from './codes.ts';
import type { DecoderName, Part } from './opened.ts';
import type { Entity } from './walker/entity.ts';

/** A part in the making. */
export interface Draft {
  part: Part;
  bytes: Uint8Array | undefined;
  /** Multiparts and messages around it, for the limit. */
  depth: number;
  /** Archives around it, for theirs. */
  archives: number;
  /** What MIME says of it; absent for entries of archives and the like. */
  entity?: Entity;
  /** Types of the multiparts around it in its message, innermost first. */
  within: readonly string[];
  /** It, or a message around it, is an attachment. */
  attached: boolean;
}

export interface NewPart {
  parent?: Draft;
  origin: Part['origin'];
  seenBy?: DecoderName[];
  names?: readonly string[];
  declaredType?: string | undefined;
  disposition?: Part['disposition'];
  contentId?: string | undefined;
  bytes: Uint8Array | undefined;
  size?: number;
  status?: Part['status'];
  archives?: number;
  entity?: Entity;
  within?: readonly string[];
}

/** More of one kind adds nothing to a decision. */
const maxDefectsPerCode = 5;

export class Parts {
  readonly drafts: Draft[] = [];
  readonly defects: Finding[] = [];
  readonly limits = new Set<string>();
  readonly #most: number;
  #mimeParts = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Undefined when there are too many; then that is among the defects. Entries of archives have a limit of their own. */
  add(found: NewPart): Draft | undefined {
    const counts = found.origin !== 'archive' && found.origin !== 'embedded';
    if (counts && this.#mimeParts >= this.#most) {
      this.limit('parts', 'MIME_TOO_MANY_PARTS', `more than ${this.#most} parts`);
      return undefined;
    }
    if (counts) this.#mimeParts++;
    const draft = makeDraft(this.drafts.length, found);
    this.drafts.push(draft);
    return draft;
  }

  defect(code: DefectCode, evidence?: string, part?: number): void {
    const same = this.defects.filter((defect) => defect.code === code);
    if (same.length >= maxDefectsPerCode || same.some((defect) => defect.part === part)) return;
    this.defects.push({
      code,
      layer: 'attachments',
      verdict: defects[code].verdict,
      ...(part !== undefined && { part }),
      ...(evidence !== undefined && { evidence: evidenceOf(evidence) }),
    });
  }

  limit(name: string, code: DefectCode, evidence: string): void {
    this.limits.add(name);
    this.defect(code, evidence);
  }
}

function makeDraft(n: number, found: NewPart): Draft {
  const { parent, bytes, entity } = found;
  const part: Part = {
    n,
    ...(parent && { parent: parent.part.n }),
    origin: found.origin,
    seenBy: found.seenBy ?? [],
    names: [...(found.names ?? [])],
    ...(found.declaredType !== undefined && { declaredType: found.declaredType }),
    ...(found.disposition && { disposition: found.disposition }),
    ...(found.contentId !== undefined && { contentId: found.contentId }),
    types: [],
    size: bytes?.length ?? found.size ?? 0,
    sha256: bytes ? hash('sha256', bytes) : '',
    status: found.status ?? 'opened',
  };
  return {
    part,
    bytes,
    depth: parent ? parent.depth + (found.within?.length ?? 0) + 1 : 0,
    archives: found.archives ?? parent?.archives ?? 0,
    ...(entity && { entity }),
    within: found.within ?? [],
    attached: parent !== undefined && (parent.attached || isAttachment(parent)),
  };
}

/** The message itself is none, nor is one that is shown within it. */
const isAttachment = ({ part }: Draft): boolean =>
  part.origin !== 'message' && (part.disposition === 'attachment' || part.names.length > 0);
