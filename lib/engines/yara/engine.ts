/** The PatternEngine port over YARA-X: rules compiled once per thread, scanned without a process or a copy. */
import { createHash } from 'node:crypto';

import type { EngineHealth } from '#core/ports/engine-health.ts';
import type { PatternEngine, PatternMatch, PatternVerdict } from '#core/ports/pattern-engine.ts';

import { guardFor } from './guard.ts';
import { loadNative, type NativeMatch, type NativeRules, type NativeYara, type RuleSource } from './native.ts';
import { problemsOf, readRules, type RuleFile, type RuleProblem, shippedRules } from './rule-files.ts';

export interface YaraOptions {
  /** A folder of an installation's own rules (*.yar), beside the shipped ones. */
  rules?: string | undefined;
  /** Whole seconds that one content may take, at least 1. */
  seconds?: number | undefined;
}

export interface YaraEngine extends PatternEngine {
  /** Rule files that do not compile; their rules are missing from the engine. */
  readonly problems: readonly RuleProblem[];
  check(): Promise<EngineHealth>;
}

/** Rules count up to 60 matches of a pattern; more would only cost time. */
const matchesPerPattern = 64;
const noIncludes = { enableIncludes: false };

/** `absent` where there is no YARA-X for this machine, or the folder of rules cannot be read. */
export function loadYara(options: YaraOptions = {}): YaraEngine | { absent: string } {
  const native = loadNative();
  if ('absent' in native) return native;
  const files = ruleFiles(options.rules);
  if ('absent' in files) return files;
  const problems = findProblems(files, native.yara);
  const broken = new Set(problems.map(({ path }) => path));
  const sound = files.filter(({ path }) => !broken.has(path));
  return createEngine(native.yara, versionOf(native.version, sound), sound, problems, options.seconds ?? 2);
}

/** For `config check`: what is wrong with an installation's own rules; nothing where YARA-X cannot run. */
export function checkRules(folder: string): RuleProblem[] {
  const native = loadNative();
  return 'absent' in native ? [] : readRules(folder).flatMap((file) => problemsOf(file, native.yara));
}

/** The shipped rules are tested; only an installation's own are looked through one by one, which costs a second compilation. */
function findProblems(files: readonly RuleFile[], yara: NativeYara): RuleProblem[] {
  return files.filter(({ scope }) => scope === 'both').flatMap((file) => problemsOf(file, yara));
}

function ruleFiles(own: string | undefined): RuleFile[] | { absent: string } {
  try {
    return own === undefined ? shippedRules() : [...shippedRules(), ...readRules(own)];
  } catch (error) {
    return { absent: `YARA rules: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function createEngine(
  yara: NativeYara,
  version: string,
  files: RuleFile[],
  problems: RuleProblem[],
  seconds: number,
): YaraEngine {
  const rules = {
    message: compile(yara, files, 'message', seconds),
    part: compile(yara, files, 'part', seconds),
  };
  const reason = problems.map(({ path, line, message }) => `${path} line ${line}: ${message}`).join('; ');
  return {
    version,
    problems,
    scan: (bytes, what) => scan(rules[what], bytes),
    check: () => Promise.resolve({ state: 'ready', version, ...(reason === '' ? {} : { reason }) }),
  };
}

/** Each file is a namespace, so that two files may use the same names. */
function compile(yara: NativeYara, files: RuleFile[], what: 'message' | 'part', seconds: number): NativeRules {
  const rules = yara.compile('', noIncludes);
  const meant = files.filter(({ scope }) => scope === what || scope === 'both');
  rules.addRuleSources(meant.flatMap((file) => guarded(file, yara)));
  rules.setTimeout(Math.max(1, Math.ceil(seconds)) * 1000);
  rules.setMaxMatchesPerPattern(matchesPerPattern);
  return rules;
}

function guarded({ path, source, scope }: RuleFile, yara: NativeYara): RuleSource[] {
  const guard = guardFor(source);
  const rules = { source, namespace: path };
  // A comment in an installation's own file may look like a pattern and not be one.
  if (guard === undefined || (scope === 'both' && yara.validate(guard, noIncludes).errors.length > 0)) return [rules];
  return [{ source: guard, namespace: `guard of ${path}` }, rules];
}

function scan(rules: NativeRules, bytes: Uint8Array): PatternVerdict {
  try {
    return { kind: 'scanned', matches: rules.scan(bytes).map(readMatch) };
  } catch (error) {
    if (error instanceof Error && error.message.includes('timed out')) return { kind: 'timed out' };
    throw error;
  }
}

function readMatch({ ruleIdentifier, meta }: NativeMatch): PatternMatch {
  const { verdict, description, code } = meta;
  return {
    rule: ruleIdentifier,
    description: typeof description === 'string' ? description : '',
    verdict: verdict === 'infected' || verdict === 'note' ? verdict : 'suspicious',
    ...(typeof code === 'string' ? { code } : {}),
  };
}

function versionOf(engine: string, files: readonly RuleFile[]): string {
  const hash = createHash('sha256');
  for (const { source, scope } of files) hash.update(`${scope}\0${source}\0`);
  return `YARA-X ${engine}/${hash.digest('hex').slice(0, 8)}`;
}
