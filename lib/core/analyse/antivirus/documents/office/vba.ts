/** Judges macros by their source: what starts them, and what they then do. */
import type { Compound } from '../../../../message/open/archives/compound/compound.ts';
import type { Finding } from '../../../../findings/finding.ts';
import { fact } from '../codes.ts';
import { fetches, firstMatch, interpreters, runs } from '../commands.ts';
import { isProject, type VbaModule, vbaModules } from './vba-source.ts';

/** Names of procedures that Office calls by itself. */
const triggers =
  /\bsub\s{1,8}(auto_?(?:open|exec|close|new|exit)|document_?(?:open|close|new|beforeclose)|workbook_?(?:open|activate|close|beforeclose|deactivate)|worksheet_(?:activate|calculate)|app_documentopen|[a-z]{1,40}\d{0,3}_(?:painted|layout|gotfocus|mousemove|mouseenter|documentcomplete))\b/i;

/** Sources that hide: numbers or reversed strings put together letter by letter. One or two are honest. */
const concealment = /\bchrw?\$?\s{0,2}\(|\bstrreverse\s{0,2}\(|\bcallbyname\s{0,2}\(|\bexecuteglobal\b|\bxor\b/gi;
const muchConcealment = 25;

export function macroFacts(compound: Compound): Finding[] {
  const modules = vbaModules(compound);
  if (modules.length === 0)
    return compound.entries.some(isProject) ? [fact('DOCUMENT_MACRO_STOMPED', 'a project without sources')] : [];
  const source = modules.map((module) => module.source).join('\n');
  return [
    ...(hasCode(source) ? [fact('DOCUMENT_MACRO', modules.map(({ name }) => name).join(' '))] : []),
    ...behaviour(source),
    ...stomped(modules, source),
  ];
}

/** Every document may carry modules that hold nothing but their attributes. */
const hasCode = (source: string): boolean =>
  /^[ \t]{0,80}(?:(?:public|private|friend|static)[ \t]{1,8}){0,2}(?:sub|function|property)[ \t]/im.test(source);

function behaviour(source: string): Finding[] {
  const trigger = triggers.exec(source)?.[1];
  if (trigger === undefined) return [];
  const plain = unveiled(source);
  const ran = firstMatch(runs, plain) || firstMatch(interpreters, plain);
  const fetched = firstMatch(fetches, plain);
  if (ran && fetched) return [fact('DOCUMENT_MACRO_DOWNLOADER', `${trigger}: ${fetched}, ${ran}`)];
  if (ran || fetched) return [fact('DOCUMENT_MACRO_AUTOEXEC', `${trigger}: ${ran || fetched}`)];
  const hidden = source.match(concealment)?.length ?? 0;
  return hidden >= muchConcealment ? [fact('DOCUMENT_MACRO_OBFUSCATED', `${trigger}: ${hidden} times`)] : [];
}

/** The source as it reads when letters by number, reversed strings and joined pieces are put together. */
export function unveiled(source: string): string {
  const letters = source.replace(/\bchrw?\$?\s{0,4}\(\s{0,4}(\d{1,3})\s{0,4}\)/gi, (_whole, code: string) =>
    quoted(String.fromCharCode(Number(code))),
  );
  const reversed = letters.replace(
    /\bstrreverse\s{0,4}\(\s{0,4}"([^"\r\n]{0,2000})"\s{0,4}\)/gi,
    (_whole, text: string) => quoted(text.split('').toReversed().join('')),
  );
  return reversed.replace(/[ \t]_\r?\n/g, ' ').replace(/"\s{0,8}[&+]\s{0,8}"/g, '');
}

const quoted = (text: string): string => `"${text}"`;

/** Words of the compiled code that the source does not have: the source shown is not the code that runs. */
function stomped(modules: readonly VbaModule[], source: string): Finding[] {
  const sourceless = modules.find((module) => module.source.trim() === '' && module.compiled.length > 0);
  if (sourceless) return [fact('DOCUMENT_MACRO_STOMPED', `${sourceless.name} has no source`)];
  const shown = `${source}\n${unveiled(source)}`.toLowerCase();
  const telling = /powershell|urldownloadtofile|wscript\.shell|xmlhttp|virtualalloc|shellexecute|cmd\.exe/gi;
  for (const { name, compiled } of modules) {
    const hidden = (compiled.toString('latin1').match(telling) ?? []).find(
      (word) => !shown.includes(word.toLowerCase()),
    );
    if (hidden) return [fact('DOCUMENT_MACRO_STOMPED', `${name}: ${hidden}`)];
  }
  return [];
}
