/** Which mirror of Debian is asked when none is named: the one that this machine's own apt uses. */
import { globSync, readFileSync } from 'node:fs';

const sources = '/etc/apt/{sources.list,sources.list.d/*}';

/** `CITRUSMAIL_DEBIAN_MIRROR`, or apt's; undefined where there is neither. */
export function usualMirror(files: readonly string[] = globSync(sources)): string | undefined {
  const named = process.env['CITRUSMAIL_DEBIAN_MIRROR'];
  if (named) return named;
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  // `URIs: URL` of a .sources file, or `deb [options] URL suite` of a list; its path tells Debian's archive from others.
  return /^(?:URIs:|deb\s+(?:\[[^\]]*\]\s+)?)\s*(https?:\/\/[^\s]+\/debian)\/?(?:\s|$)/m.exec(text)?.[1];
}
