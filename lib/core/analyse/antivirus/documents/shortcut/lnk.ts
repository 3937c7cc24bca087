/** Shortcuts of Windows ([MS-SHLLINK]): what they start, with which arguments, and what they look like. */
import type { Buffer } from 'node:buffer';

import type { Finding } from '../../../../findings/finding.ts';
import { fact, Unreadable } from '../codes.ts';
import { fetches, firstMatch, interpreters } from '../commands.ts';

interface Shortcut {
  /** Everything that can name the target: path, item list, environment block. */
  target: string;
  arguments: string;
  icon: string;
}

const flag = {
  idList: 1,
  linkInfo: 2,
  name: 4,
  relativePath: 8,
  workingDir: 16,
  arguments: 32,
  icon: 64,
  unicode: 128,
};
const headerSize = 76;

export function lnkFacts(file: Buffer, names: readonly string[]): Finding[] {
  const shortcut = readShortcut(file);
  // Hundreds of blanks push the command out of the window that shows properties.
  const line = `${shortcut.target} ${shortcut.arguments}`.replace(/\s+/g, ' ');
  const interpreter = firstMatch(interpreters, line);
  const fetch = firstMatch(fetches, line) || firstMatch(/https?:\/\/[^\s"']{4,120}/i, shortcut.arguments);
  return [
    ...(interpreter && fetch ? [fact('SHORTCUT_DOWNLOADER', `${interpreter} ${fetch}`)] : []),
    ...(interpreter && !fetch ? [fact('SHORTCUT_COMMAND', line.trim())] : []),
    ...(isRemote(line) ? [fact('SHORTCUT_REMOTE', line.trim())] : []),
    ...(interpreter && looksLikeDocument(shortcut.icon, names) ? [fact('SHORTCUT_DISGUISED', shortcut.icon)] : []),
    fact('SHORTCUT', line.trim()),
  ];
}

/** A server with a dot in its name, or WebDAV: not the file server of an office. */
export const isRemote = (text: string): boolean =>
  /(?:^|[\s"'=])(?:file:\/{2,5}|\\\\)(?:[a-z0-9-]{1,63}\.){1,8}[a-z0-9-]{1,63}(?:@[a-z0-9]{1,5}){0,2}[\\/]|davwwwroot/i.test(
    text,
  );

function looksLikeDocument(icon: string, names: readonly string[]): boolean {
  const documents =
    /\.(?:pdf|docx?|xlsx?|pptx?|rtf|txt|jpe?g|png|html?)(?:$|,|\.lnk$)|acrord|acrobat|winword|excel|msedge|chrome|wordpad|notepad/i;
  return (
    documents.test(icon) || names.some((name) => /\.(?:pdf|docx?|xlsx?|pptx?|jpe?g|png)\s{0,80}\.lnk$/i.test(name))
  );
}

function readShortcut(file: Buffer): Shortcut {
  if (file.length < headerSize) throw new Unreadable('shortcut header');
  const flags = file.readUInt32LE(20);
  let at = headerSize;
  const targets: string[] = [];
  if (flags & flag.idList) {
    const end = at + 2 + file.readUInt16LE(at);
    targets.push(lettersOf(file.subarray(at + 2, end)));
    at = end;
  }
  if (flags & flag.linkInfo) {
    const size = file.readUInt32LE(at);
    targets.push(lettersOf(file.subarray(at, at + size)));
    at += size;
  }
  const strings = new Map<number, string>();
  for (const each of [flag.name, flag.relativePath, flag.workingDir, flag.arguments, flag.icon]) {
    if (!(flags & each)) continue;
    const bytes = file.readUInt16LE(at) * (flags & flag.unicode ? 2 : 1);
    strings.set(each, file.toString(flags & flag.unicode ? 'utf16le' : 'latin1', at + 2, at + 2 + bytes));
    at += 2 + bytes;
  }
  targets.push(strings.get(flag.relativePath) ?? '', lettersOf(file.subarray(at, at + 4096)));
  return {
    target: targets.join(' '),
    arguments: strings.get(flag.arguments) ?? '',
    icon: strings.get(flag.icon) ?? '',
  };
}

/** The printable runs of a binary structure, in one byte a letter and in two. */
function lettersOf(bytes: Buffer): string {
  const narrow = bytes.toString('latin1').match(/[ -~]{4,400}/g) ?? [];
  const wide = bytes.toString('latin1').match(/(?:[ -~]\0){4,400}/g) ?? [];
  return [...narrow, ...wide.map((run) => run.replaceAll('\u0000', ''))].join(' ');
}
