/** Internet shortcuts (.url): a few lines in the style of an INI file. */
import type { Buffer } from 'node:buffer';

import type { Finding } from '../../../../findings/finding.ts';
import { fact } from '../codes.ts';
import { isProgramName } from '../commands.ts';
import { isRemote } from './lnk.ts';

const maxSize = 64 * 1024;

export function urlFacts(file: Buffer): Finding[] {
  const text = file.toString('latin1', 0, maxSize).replaceAll('\u0000', '');
  const target = /^[ \t]{0,8}URL[ \t]{0,8}=[ \t]{0,8}([^\r\n]{1,2000})/im.exec(text)?.[1]?.trim() ?? '';
  const remote = isRemote(target) || (/^(?:file:|\\\\)/i.test(target) && isProgramName(target));
  const searches = /^(?:search-ms|ms-search|search):/i.test(target);
  return [...(remote || searches ? [fact('SHORTCUT_REMOTE', target)] : []), fact('SHORTCUT', target)];
}
