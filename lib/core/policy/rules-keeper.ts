/** Policy and directory as compiled rules, one compilation a version; a change is a new version or nothing. */
import type { DirectoryDocument } from './directory.ts';
import type { PolicyDocument } from './document.ts';
import { compileRules, type Rules } from './rules.ts';
import type { Clock } from '../ports/clock.ts';
import type { RulesStore, RulesVersion } from '../ports/rules-store.ts';

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

/** Versions kept compiled: messages and held copies of the last few changes ask for theirs. */
const kept = 8;

/**
 * `maxAge`: milliseconds after which the store is asked again, where other processes put rules in force too. When it cannot answer, the
 * rules that are known stay in force.
 */
export function createRulesKeeper(store: RulesStore, clock: Clock, maxAge = Infinity): RulesKeeper {
  const compiled = new Map<number, Rules>();
  let latest: RulesVersion | undefined;
  let asked = -Infinity;

  // Only forward: what the store answers may be older than what was put in force while the answer was on its way.
  function inForce(version: RulesVersion): RulesVersion {
    if (!latest || version.version > latest.version) latest = version;
    return latest;
  }

  async function source(): Promise<RulesVersion> {
    if (latest && clock() < asked + maxAge) return latest;
    asked = clock();
    const known = latest;
    return inForce(await (known ? store.current().catch(() => known) : store.current()));
  }

  /** The map is in the order of use: its first entry is the one that nobody has asked for the longest. */
  function used(rules: Rules): Rules {
    compiled.delete(rules.version);
    compiled.set(rules.version, rules);
    const [oldest] = compiled.keys();
    if (compiled.size > kept && oldest !== undefined) compiled.delete(oldest);
    return rules;
  }

  function compile(version: RulesVersion): Rules {
    return used(compiled.get(version.version) ?? compileRules(version));
  }

  return {
    source,
    current: async () => compile(await source()),
    async at(version) {
      const known = compiled.get(version);
      if (known) return used(known);
      const stored = await store.at(version);
      if (!stored) throw new Error(`rules version ${version} is not in the store`);
      return compile(stored);
    },
    async change(by, change) {
      for (;;) {
        const before = await store.current();
        const next = { ...before, ...change(before), version: before.version + 1, at: clock(), by };
        const stored = await store.put(next);
        if (!stored) continue;
        inForce(stored);
        return stored;
      }
    },
  };
}
