/** The few calls that we make into YARA-X's native module, which comes without types and for Linux on x86-64 alone. */
import { createRequire } from 'node:module';

export interface RuleSource {
  source: string;
  namespace: string;
}

export interface NativeMatch {
  ruleIdentifier: string;
  namespace: string;
  meta: Record<string, unknown>;
}

export interface NativeRules {
  addRuleSources(sources: RuleSource[]): void;
  /** Rounded up to whole seconds by the engine. */
  setTimeout(milliseconds: number): void;
  setMaxMatchesPerPattern(count: number): void;
  scan(bytes: Uint8Array): NativeMatch[];
}

export interface NativeYara {
  compile(source: string, options: { enableIncludes: boolean }): NativeRules;
  validate(source: string, options: { enableIncludes: boolean }): { errors: { message: string }[] };
}

const packageName = '@litko/yara-x-linux-x64-gnu';

export function loadNative(): { yara: NativeYara; version: string } | { absent: string } {
  const require = createRequire(import.meta.url);
  try {
    const { version } = require(`${packageName}/package.json`) as { version: string };
    return { yara: require(packageName) as NativeYara, version };
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { absent: `YARA-X has no build for ${process.platform}-${process.arch} here: ${why}` };
  }
}
