/** Rule files: ours beside this module, and an installation's own. A file that does not compile is named with its line. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { NativeYara } from './native.ts';

export interface RuleFile {
  path: string;
  source: string;
  /** What the rules are for; an installation's own rules see both. */
  scope: 'message' | 'part' | 'both';
}

export interface RuleProblem {
  path: string;
  line: number;
  message: string;
}

const shippedFolder = fileURLToPath(new URL('rules', import.meta.url));

export function shippedRules(): RuleFile[] {
  return [...readRules(shippedFolder, 'part'), ...readRules(join(shippedFolder, 'message'), 'message')];
}

/** Throws where the folder is not there: it was named in the settings. */
export function readRules(folder: string, scope: RuleFile['scope'] = 'both'): RuleFile[] {
  const names = readdirSync(folder).filter((name) => /\.yara?$/.test(name));
  return names.sort().map((name) => ({
    path: join(folder, name),
    source: readFileSync(join(folder, name), 'utf8'),
    scope,
  }));
}

export function problemsOf({ path, source }: RuleFile, yara: NativeYara): RuleProblem[] {
  const compiler = yara.validate(source, { enableIncludes: false }).errors.map(({ message }) => ({
    path,
    line: Number(/--> line:(\d+)/.exec(message)?.[1] ?? 1),
    message: firstLine(message),
  }));
  return compiler.length > 0 ? compiler : verdictProblems(path, source);
}

/** A verdict that we do not know would be taken for the default without a word. */
function verdictProblems(path: string, source: string): RuleProblem[] {
  return source.split('\n').flatMap((text, index) => {
    const verdict = /^\s*verdict\s*=\s*"([^"]*)"/.exec(text)?.[1];
    if (verdict === undefined || ['infected', 'suspicious', 'note'].includes(verdict)) return [];
    return [{ path, line: index + 1, message: `verdict "${verdict}": write "infected", "suspicious" or "note"` }];
  });
}

/** `error[E001]: syntax error`, then a picture of the place. */
function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/^error\[\w+\]: /, '');
}
