/** Relationships of an office document (ECMA-376 part 2, section 9.3) that lead outside and are followed without a click. */
import type { Finding } from '../../../../findings/finding.ts';
import { fact } from '../codes.ts';
import { attribute, elements } from './xml.ts';

/** Types that Office loads when it opens the document; links and pictures are not among them. */
const loaded = new Set(['attachedtemplate', 'oleobject', 'frame', 'subdocument', 'externallink', 'externallinkpath']);

const maxFacts = 20;

export function relationshipFacts(xml: string): Finding[] {
  if (!/external/i.test(xml)) return [];
  return elements(xml, 'Relationship')
    .filter((element) => /^external$/i.test(attribute(element, 'TargetMode')))
    .flatMap((element) => targetFacts(typeOf(element), attribute(element, 'Target').trim()))
    .slice(0, maxFacts);
}

const typeOf = (element: string): string => attribute(element, 'Type').split('/').at(-1)?.toLowerCase() ?? '';

/** SharePoint is where offices keep templates and workbooks of their own. */
const officeServer = /^https:\/\/[a-z0-9.-]{1,200}\.(?:sharepoint\.com|officeapps\.live\.com|office\.com)(?:[/:?#]|$)/i;

function targetFacts(type: string, target: string): Finding[] {
  if (!loaded.has(type)) return [];
  // CVE-2021-40444 and CVE-2022-30190: a page, run as a script.
  if (/^(?:mhtml|ms-[a-z-]{1,40}):|!x-usc:/i.test(target)) return [fact('DOCUMENT_EXPLOIT_LINK', `${type} ${target}`)];
  if (/^(?:https?|ftp):/i.test(target)) {
    const excel = type.startsWith('externallink');
    if (excel || officeServer.test(target)) return [fact('DOCUMENT_EXTERNAL_FILE', `${type} ${target}`)];
    return [
      fact(type === 'attachedtemplate' ? 'DOCUMENT_REMOTE_TEMPLATE' : 'DOCUMENT_REMOTE_OBJECT', `${type} ${target}`),
    ];
  }
  return /^(?:file:|\\\\)/i.test(target) ? [fact('DOCUMENT_EXTERNAL_FILE', `${type} ${target}`)] : [];
}
