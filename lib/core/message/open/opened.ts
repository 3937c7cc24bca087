/** What `open` found in a message: the union of what three decoders saw, archives opened. */
import * as z from 'zod';

import { Finding } from '../../findings/finding.ts';
import type { Header } from '../header.ts';

export const decoderNames = ['walker', 'mailparser', 'postal-mime'] as const;
export type DecoderName = (typeof decoderNames)[number];

/** What a type means to an administrator; attachment rules name these. */
export const typeClasses = [
  'executable',
  'script',
  'shortcut',
  'macro-document',
  'document',
  'archive',
  'disk-image',
  'message',
  'text',
  'html',
  'image',
  'audio',
  'video',
  'font',
  'signature',
  'unknown',
] as const;
export type TypeClass = (typeof typeClasses)[number];

export const PartType = z.strictObject({
  by: z.enum(['name', 'magic', 'structure']),
  /** A media type, e.g. `application/vnd.microsoft.portable-executable`. */
  type: z.string(),
  class: z.enum(typeClasses),
});
export type PartType = z.infer<typeof PartType>;

export const Part = z.strictObject({
  n: z.number(),
  /** `n` of the part that contains it; absent for the message itself, which is part 0. */
  parent: z.number().optional(),
  /** How it was found: a MIME entity, an archive's entry, uuencode or yEnc in text, TNEF, or bytes outside all boundaries. */
  origin: z.enum(['message', 'mime', 'archive', 'uuencode', 'yenc', 'tnef', 'preamble', 'epilogue', 'embedded']),
  seenBy: z.array(z.enum(decoderNames)),
  /** Every name that anybody could see, decoded: Content-Disposition, Content-Type, RFC 2231, archive directory and local header. */
  names: z.array(z.string()),
  /** Content-Type as declared, lower case, without parameters. */
  declaredType: z.string().optional(),
  disposition: z.enum(['inline', 'attachment']).optional(),
  contentId: z.string().optional(),
  types: z.array(PartType),
  size: z.number(),
  sha256: z.string(),
  status: z.enum(['opened', 'encrypted', 'unopened', 'truncated']),
});
export type Part = z.infer<typeof Part>;

export const Opened = z.strictObject({
  v: z.literal(1),
  id: z.string(),
  decoders: z.array(z.strictObject({ name: z.enum(decoderNames), version: z.string(), ok: z.boolean() })),
  parts: z.array(Part),
  /** What is odd or could not be opened, layer `attachments`. */
  defects: z.array(Finding),
  /** The names of the limits that were reached; each has its `unscannable` defect. */
  limits: z.array(z.string()),
});
export type Opened = z.infer<typeof Opened>;

/** One readable body or text part, decoded to a string. */
export interface TextBody {
  part: number;
  kind: 'plain' | 'html';
  text: string;
  /** Marked as an attachment, or named: not what a reader is shown at once. */
  attachment: boolean;
}

/** `Opened` with the bytes behind it, as long as the message is being analysed. */
export interface OpenedMessage {
  readonly opened: Opened;
  readonly header: Header;
  /** The decoded content of part `n` (transfer encoding undone, not the charset); undefined where it could not be had. */
  bytes(n: number): Uint8Array | undefined;
  readonly texts: readonly TextBody[];
}
