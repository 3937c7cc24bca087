/**
 * The bytes that leave us: the original, with our trace fields on top and the decision's edits carried out. Rendered at each attempt
 * and never stored; every byte outside what the edits name stays as it came, so that DKIM signatures stay good.
 */
import type { Evidence } from '../analyse/evidence.ts';
import type { Envelope } from '../message/envelope.ts';
import type { Header, HeaderField } from '../message/header.ts';
import type { Decision } from '../decide/decision.ts';
import type { Edit } from '../policy/schema.ts';
import { addBanner } from './banner.ts';
import { authenticationResults } from './authentication-results.ts';
import { encodeText } from './encoded-word.ts';
import { reasonField } from './reason-field.ts';
import { patched, type Patch } from './patch.ts';
import { receivedField } from './received.ts';
import { spamFields } from './spam-fields.ts';

export interface Rendering {
  raw: Uint8Array;
  header: Header;
  envelope: Envelope;
  evidence: Evidence | undefined;
  decision: Decision;
  hostname: string;
  /** The only recipient of this rendering; absent where several share it. */
  recipient?: string;
  /** Final delivery into a mailbox adds Return-Path (RFC 5321 section 4.4). */
  final: boolean;
}

export function render(rendering: Rendering): Uint8Array {
  const { raw, header } = rendering;
  const banner = addBanner(raw, rendering.decision.edits);
  const lines = [...trace(rendering), ...banner.notes].map((line) => Buffer.from(`${line}\r\n`, 'utf8'));
  const prefix = subjectPrefix(rendering.decision.edits);
  if (prefix && !header.first('subject')) lines.push(Buffer.from(`Subject: ${encodeText(prefix)}\r\n`));
  const fields = header.fields.flatMap((field): Patch[] => {
    const bytes = replaceField(field, rendering, prefix);
    return bytes ? [{ start: field.start, end: field.end, bytes }] : [];
  });
  return Buffer.concat([...lines, ...patched(raw, [...fields, ...banner.patches])]);
}

function trace(rendering: Rendering): string[] {
  const { envelope, evidence, hostname, decision } = rendering;
  const lines = rendering.final ? [`Return-Path: <${envelope.mailFrom}>`] : [];
  lines.push(receivedField(envelope, hostname, rendering.recipient));
  if (evidence) lines.push(authenticationResults(evidence, envelope, hostname));
  const own = [...spamFields(decision, evidence), ...reasonField(decision)];
  lines.push(...own.filter((line) => !isSet(line.slice(0, line.indexOf(':')).toLowerCase(), decision.edits)));
  for (const edit of decision.edits) {
    if ('header' in edit) lines.push(`${edit.header.name}: ${encodeText(edit.header.value)}`);
  }
  return lines;
}

/** What is to stand in the field's place; undefined: the field itself. */
function replaceField(field: HeaderField, rendering: Rendering, prefix: string | undefined): Uint8Array | undefined {
  if (isForged(field, rendering)) return new Uint8Array();
  if (field.name !== 'subject' || !prefix || field.value.startsWith(prefix)) return undefined;
  const original = rendering.raw.subarray(field.start, field.end);
  const colon = original.indexOf(0x3a);
  // Folded behind the prefix, so that no line grows beyond what it was (RFC 5322 section 2.1.1).
  return Buffer.concat([Buffer.from(`Subject: ${encodeText(prefix)}\r\n `), trimStart(original.subarray(colon + 1))]);
}

function trimStart(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (bytes[start] === 0x20 || bytes[start] === 0x09) start++;
  return bytes.subarray(start);
}

const ourNames = /^(?:x-citrusmail-|x-spam-(?:flag|score|level|status|bar|report)$)/;

/** Fields that speak in our name, which only we write; also RFC 8601 section 5: foreign Authentication-Results that carry our name. */
function isForged(field: HeaderField, { decision, hostname }: Rendering): boolean {
  if (ourNames.test(field.name)) return true;
  if (isSet(field.name, decision.edits)) return true;
  return field.name === 'authentication-results' && authservId(field.value) === hostname.toLowerCase();
}

/** What an edit says counts, before what a stranger wrote and before what we would write ourselves. */
const isSet = (name: string, edits: readonly Edit[]): boolean =>
  edits.some((edit) => 'header' in edit && edit.header.name.toLowerCase() === name);

function authservId(value: string): string {
  const bare = value.replace(/\([^()]*\)/g, ' ').trim();
  return (/^"?([^\s;"]+)/.exec(bare)?.[1] ?? '').toLowerCase();
}

function subjectPrefix(edits: readonly Edit[]): string | undefined {
  const prefixes = edits.flatMap((edit) => ('subject' in edit ? [edit.subject] : []));
  return prefixes.length > 0 ? prefixes.join(' ') : undefined;
}
