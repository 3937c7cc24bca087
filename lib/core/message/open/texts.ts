/** The texts of a message as strings: its bodies, and parts that a reader could open as text. */
import { decodeCharset } from '../charset.ts';
import type { Part, TextBody } from './opened.ts';
import type { Draft } from './parts.ts';

const origins: ReadonlySet<Part['origin']> = new Set(['mime', 'preamble', 'epilogue']);

export function textsOf(drafts: readonly Draft[]): TextBody[] {
  return drafts.flatMap((draft) => textOf(draft) ?? []);
}

function textOf({ part, bytes, entity, attached }: Draft): TextBody | undefined {
  const type = entity?.type ?? part.declaredType ?? 'text/plain';
  if (!bytes || !origins.has(part.origin) || !isText(type)) return undefined;
  return {
    part: part.n,
    kind: type === 'text/html' || type === 'application/xhtml+xml' ? 'html' : 'plain',
    text: decodeCharset(bytes, entity?.charset),
    attachment: attached || part.disposition === 'attachment' || part.names.length > 0,
  };
}

/** RFC 2045 section 5.2: what has no usable type is plain text; a multipart without boundaries is shown as text too. */
const isText = (type: string): boolean =>
  type.startsWith('multipart/') ||
  type.startsWith('text/') ||
  type === 'message/delivery-status' ||
  type === 'application/xhtml+xml' ||
  !type.includes('/');
