/** Tricks with the name of a file that can be run. */
import { innerExtensions, isTurned } from '../../message/open/types/names.ts';
import { typeOfExtension } from '../../message/open/types/extensions.ts';
import type { Part, TypeClass } from '../../message/open/opened.ts';
import type { Finding } from '../../findings/finding.ts';
import { claimed } from './classes.ts';
import { fact } from './codes.ts';

/** What a reader takes for harmless when it stands in front of the real ending. */
const decoys: ReadonlySet<TypeClass> = new Set(['document', 'image', 'audio', 'video', 'text', 'html', 'message']);
const run: readonly TypeClass[] = ['executable', 'script', 'shortcut', 'disk-image'];
/** More than any honest name has in a row; enough to push an ending out of sight. */
const padding = /[\s\u00a0\u2000-\u200b\u3000]{10}/;

export function examineNames(part: Part): Finding[] {
  const found: Finding[] = [];
  const packed = part.origin === 'archive' || part.origin === 'embedded';
  const turned = packed ? part.names.find(isTurned) : undefined;
  if (turned !== undefined) found.push(fact('NAME_BIDI_PACKED', part.n, turned));
  if (!run.some((typeClass) => claimed(part).has(typeClass))) return found;
  const padded = part.names.find((name) => padding.test(name));
  if (padded !== undefined) found.push(fact('NAME_PADDED', part.n, padded.replace(/\s+/g, ' ')));
  const double = part.names.find(hasDecoy);
  if (double !== undefined) found.push(fact('DOUBLE_EXTENSION', part.n, double));
  return found;
}

/** `invoice.pdf.exe`; but `jquery.min.js` and `page.html.erb` are what they are: the decoy stands last before the ending. */
function hasDecoy(name: string): boolean {
  const decoy = innerExtensions(name).at(-1)?.trim() ?? '';
  return decoys.has(typeOfExtension(decoy)?.class ?? 'unknown');
}
