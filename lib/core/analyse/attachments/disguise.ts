/** Where the name says one thing and the content another: a fact only where it matters, since honest mail is full of sloppy names. */
import type { Part, TypeClass } from '../../message/open/opened.ts';
import type { Finding } from '../../findings/finding.ts';
import { claimed, isWindowsScript, nameOf, shown, type ClassSet } from './classes.ts';
import { fact } from './codes.ts';

/** What nobody is afraid to open. */
const harmless: readonly TypeClass[] = [
  'document',
  'image',
  'audio',
  'video',
  'text',
  'html',
  'message',
  'font',
  'signature',
];
/** Harmless, and with a form of its own that cannot be mistaken for a script's. */
const binary: readonly TypeClass[] = ['document', 'image', 'audio', 'video', 'font'];
/** Content that a reader would not expect under such a name; of the second list, not even under that of a text. */
const unexpected: readonly TypeClass[] = ['html', 'script', 'message'];
const unexpectedAnywhere: readonly TypeClass[] = ['archive', 'disk-image', 'shortcut'];

export function examineDisguise(part: Part): Finding[] {
  const [name, content] = [claimedOrDeclared(part), shown(part)];
  if (name.size === 0 || content.size === 0) return [];
  const evidence = `${nameOf(part)}: ${contentType(part)}`;
  if (content.has('executable') && !name.has('executable') && only(name, harmless)) {
    return [fact('EXECUTABLE_DISGUISED', part.n, evidence)];
  }
  const runs = content.has('shortcut') || isWindowsScript(part);
  if (runs && !name.has('script') && !name.has('shortcut') && only(name, binary) && !overlap(name, content)) {
    return [fact('SCRIPT_DISGUISED', part.n, evidence)];
  }
  if (overlap(name, content)) return ambiguous(part, content);
  const matters =
    (only(name, harmless) && unexpectedAnywhere.some((typeClass) => content.has(typeClass))) ||
    (only(name, binary) && unexpected.some((typeClass) => content.has(typeClass)));
  return matters ? [fact('TYPE_MISMATCH', part.n, evidence)] : [];
}

/** A picture with an archive behind it, a program with one: each reader sees what it looks for. */
function ambiguous(part: Part, content: ClassSet): Finding[] {
  const packed = content.has('archive') || content.has('executable');
  const other = content.has('image') || content.has('audio') || content.has('video');
  return packed && other ? [fact('TYPE_AMBIGUOUS', part.n, `${nameOf(part)}: ${[...content].join(', ')}`)] : [];
}

/** Without a name of a known kind, what the sender's program declared is what is shown to the reader. */
function claimedOrDeclared(part: Part): ClassSet {
  const byName = claimed(part);
  if (byName.size > 0) return byName;
  const type = part.declaredType ?? '';
  if (type.startsWith('image/')) return new Set(['image']);
  if (type.startsWith('audio/')) return new Set(['audio']);
  if (type.startsWith('video/')) return new Set(['video']);
  return new Set(type === 'application/pdf' ? ['document'] : []);
}

function only(set: ClassSet, allowed: readonly TypeClass[]): boolean {
  return [...set].every((typeClass) => allowed.includes(typeClass));
}

function overlap(a: ClassSet, b: ClassSet): boolean {
  return [...a].some((typeClass) => b.has(typeClass));
}

function contentType(part: Part): string {
  return [...new Set(part.types.filter((type) => type.by !== 'name').map((type) => type.type))].join(', ');
}
