/** What lies inside of other files: programs in archives and documents, and files that need a password. */
import type { Part } from '../../message/open/opened.ts';
import type { TextBody } from '../../message/open/opened.ts';
import type { Finding } from '../../findings/finding.ts';
import { isA, isDangerous, isWindowsScript, nameOf } from './classes.ts';
import { fact } from './codes.ts';

/** These pack one file and are nothing to wonder about around an archive. */
const wrappers = new Set(['gzip', 'x-bzip2', 'x-xz', 'zstd', 'x-lz4', 'x-lzip'].map((name) => `application/${name}`));

/** All of a message's parts, by number. */
export type Parts = ReadonlyMap<number, Part>;

export function examinePacked(part: Part, parts: Parts): Finding[] {
  if (!isDangerous(part)) return [];
  if (part.status === 'encrypted') return [fact('ENCRYPTED_EXECUTABLE', part.n, nameOf(part))];
  const container = part.parent === undefined ? undefined : parts.get(part.parent);
  if (part.origin === 'embedded') return embedded(part, container);
  if (part.origin !== 'archive' || !isA(part, 'executable')) return [];
  const code = archivesAround(part, parts) > 1 ? 'ARCHIVE_NESTED_EXECUTABLE' : 'ARCHIVE_EXECUTABLE';
  return [fact(code, part.n, nameOf(part))];
}

/** An installer's own tables and programs are no news: it is one. */
function embedded(part: Part, container: Part | undefined): Finding[] {
  if (container && isA(container, 'executable')) return [];
  return [fact('EMBEDDED_EXECUTABLE', part.n, `${nameOf(part)} in ${container ? nameOf(container) : 'a document'}`)];
}

function archivesAround(part: Part, parts: Parts): number {
  let count = 0;
  for (let at: Part | undefined = part; at !== undefined && at.parent !== undefined; at = parts.get(at.parent)) {
    const container = parts.get(at.parent);
    const isWrapper = container?.types.some((type) => type.by !== 'name' && wrappers.has(type.type)) ?? false;
    if (at.origin === 'archive' && !isWrapper) count += 1;
  }
  return count;
}

/** The classic dropper: a zip with nothing in it but one script. */
export function examineLoneScripts(parts: Parts): Finding[] {
  const inside = new Map<number, Part[]>();
  for (const part of parts.values()) {
    if (part.origin !== 'archive' || part.parent === undefined) continue;
    inside.set(part.parent, [...(inside.get(part.parent) ?? []).slice(0, 1), part]);
  }
  const lone = [...inside.values()].filter((entries) => entries.length === 1).flat();
  return lone
    .filter((part) => isWindowsScript(part) || isA(part, 'shortcut'))
    .map((part) => fact('ARCHIVE_LONE_SCRIPT', part.n, nameOf(part)));
}

/** The words for it where our users are, and what follows them: a sign or a verb, then something without spaces. */
const tellsPassword =
  /(?:pass(?:word|code|phrase)|\bpwd|\bpin|passwort|kennwort|mot de passe|contrase(?:ñ|n)a|clave|senha|wachtwoord|has(?:ł|l)o|парол[ья]|l(?:ö|o)senord|密码|密碼|パスワード)[ \t]{0,3}(?:is|ist|est|es|lautet|[:=：])[ \t]{0,3}\S/i;
/** A password stands near the top or the bottom; nobody hides it from the reader in a book. */
const maxText = 64 * 1024;

export function examinePasswords(parts: Parts, texts: readonly TextBody[]): Finding[] {
  const closed = [...parts.values()].find((part) => part.status === 'encrypted');
  if (!closed || !texts.some((text) => tellsPassword.test(text.text.slice(0, maxText)))) return [];
  return [fact('PASSWORD_IN_TEXT', closed.n, nameOf(closed))];
}
