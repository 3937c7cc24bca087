/** Where a banner may stand: the first text and the first HTML that are shown, or the reason why nowhere. */
import { decodeCharset } from '../message/charset.ts';
import { openLimits } from '../message/open/limits.ts';
import { hasBareCr } from '../message/open/walker/lines.ts';
import { usualReader } from '../message/open/walker/reader.ts';
import { type Leaf, walk } from '../message/open/walker/walk.ts';

export type Obstacle = 'signed' | 'encrypted' | 'malformed' | 'no text';

/**
 * A signed message gets none at all, not even beside what is signed: a banner over a mailing list's footer would warn of the footer.
 * Nor does one in which programs find different parts: the banner could break what one of them shows.
 */
export function placesOf(raw: Uint8Array): Leaf[] | Obstacle {
  const { leaves, oddities, ambiguities, limits } = walk(raw, usualReader, openLimits);
  const kinds = new Set(leaves.flatMap(({ entity, within }) => [entity.type, ...within]));
  if ([...kinds].some(isEncrypted)) return 'encrypted';
  if ([...kinds].some(isSigned)) return 'signed';
  if (oddities.length > 0 || ambiguities.size > 0 || limits.size > 0 || hasBareCr(raw)) return 'malformed';
  const texts = leaves.filter(({ entity }) => entity.type === 'text/plain' || entity.type === 'text/html');
  const pgp = texts.map(pgpBlock).find((found) => found !== undefined);
  if (pgp) return pgp;
  const shown = texts.filter(isShown);
  const places = ['text/plain', 'text/html'].flatMap((type) => shown.find(({ entity }) => entity.type === type) ?? []);
  return places.length > 0 ? places : 'no text';
}

/** RFC 1847, RFC 8551 section 3.2 (opaque signed mail has the type of encrypted mail), RFC 3156. */
const isSigned = (type: string): boolean =>
  /^(?:multipart\/signed|application\/(?:(?:x-)?pkcs7-signature|pgp-signature))$/.test(type);
const isEncrypted = (type: string): boolean =>
  /^(?:multipart\/encrypted|application\/(?:(?:x-)?pkcs7-mime|pgp-encrypted))$/.test(type);

/** RFC 9580 section 6.2; in HTML too, where some programs look for it. */
function pgpBlock({ entity, bytes }: Leaf): Obstacle | undefined {
  const found = /-----BEGIN PGP (SIGNED )?MESSAGE/.exec(decodeCharset(bytes, entity.charset));
  return found ? (found[1] ? 'signed' : 'encrypted') : undefined;
}

/** What has a name is shown as a file. Without an empty line above it a banner would become a header field. */
const isShown = ({ entity, bytes, place }: Leaf): boolean =>
  entity.disposition !== 'attachment' &&
  entity.names.length === 0 &&
  bytes.length > 0 &&
  place.start > (place.header.fields.at(-1)?.end ?? 0);
