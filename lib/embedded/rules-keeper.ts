/** Policy and directory as compiled rules, one compilation a version; a change is a new version or nothing. */
import type { DirectoryDocument } from '#core/policy/directory.ts';
import type { PolicyDocument } from '#core/policy/document.ts';
import { compileRules, type Rules } from '#core/policy/rules.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { RulesStore, RulesVersion } from '#core/ports/rules-store.ts';

export interface RulesKeeper {
  /** The rules in force. */
  current(): Promise<Rules>;
  /** The rules of a version that something was decided or begun under. */
  at(version: number): Promise<Rules>;
  source(): Promise<RulesVersion>;
  /** Puts a successor in force. `change` sees the version that it replaces, and is asked again if another was faster. */
  change(by: string, change: (current: RulesVersion) => RulesChange): Promise<RulesVersion>;
}

export type RulesChange = { policy: PolicyDocument } | { directory: DirectoryDocument };

export function createRulesKeeper(store: RulesStore, clock: Clock): RulesKeeper {
  const compiled = new Map<number, Rules>();
  let latest: RulesVersion | undefined;

  const source = async (): Promise<RulesVersion> => (latest ??= await store.current());

  function compile(version: RulesVersion): Rules {
    const rules = compiled.get(version.version) ?? compileRules(version);
    compiled.set(version.version, rules);
    return rules;
  }

  return {
    source,
    current: async () => compile(await source()),
    async at(version) {
      const known = compiled.get(version);
      if (known) return known;
      const stored = await store.at(version);
      if (!stored) throw new Error(`rules version ${version} is not in the store`);
      return compile(stored);
    },
    async change(by, change) {
      for (;;) {
        const before = await store.current();
        const next = { ...before, ...change(before), version: before.version + 1, at: clock(), by };
        const stored = await store.put(next);
        if (stored) return (latest = stored);
      }
    },
  };
}
