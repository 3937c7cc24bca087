/** Field codes of Word that reach outside: DDE asks another program for data, and that program may be a command interpreter. */
import type { Finding } from '../../../../findings/finding.ts';
import { fact } from '../codes.ts';
import { interpreters, isProgramName } from '../commands.ts';

const dde = /\bDDE(?:AUTO)?\s{1,20}([^\u0013-\u0015]{1,400})/gi;
const maxFields = 100;

/** `instructions`: the codes of fields, whatever stands between them. */
export function fieldFacts(instructions: string): Finding[] {
  if (!/\bDDE/i.test(instructions)) return [];
  const facts = [...instructions.matchAll(dde)].slice(0, maxFields).map(([, call = '']) => {
    const program = /^"([^"]{1,300})"|^(\S{1,300})/.exec(call.trim());
    const path = (program?.[1] ?? program?.[2] ?? '').replaceAll('\\\\', '\\');
    const commands = interpreters.test(call) || isProgramName(path);
    return fact(commands ? 'DOCUMENT_DDE' : 'DOCUMENT_DDE_LINK', call.trim());
  });
  return facts.filter(({ code }, at) => facts.findIndex((each) => each.code === code) === at);
}
