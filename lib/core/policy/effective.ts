/** From scopes to the policy of one recipient: each setting on its own, the nearest scope that sets it wins. */
import { defaults } from './defaults.ts';
import { scopeKinds, type Scope } from './document.ts';
import { covers, settingsOf, type Setting } from './paths.ts';
import { Policy } from './schema.ts';

export const defaultsOrigin = 'platform defaults';

export interface EffectivePolicy {
  policy: Policy;
  /** The scope that set this path, e.g. `domain example.test`. */
  origin: (path: string) => string;
  /** Every setting's path and origin, shipped defaults included. */
  origins: ReadonlyMap<string, string>;
}

/** `platform`, or the kind with its name. */
export const scopeLabel = (scope: Pick<Scope, 'kind' | 'name'>): string =>
  scope.name === undefined ? scope.kind : `${scope.kind} ${scope.name}`;

/** `scopes` from the widest to the nearest. What a wider kind of scope has locked is passed over below it. */
export function resolve(scopes: readonly Scope[]): EffectivePolicy {
  const settings = new Map(settingsOf(defaults).map((setting) => [setting.path, setting]));
  const origins = new Map([...settings.keys()].map((path) => [path, defaultsOrigin]));
  for (const scope of scopes) {
    const locked = lockedAbove(scope, scopes);
    for (const setting of settingsOf(scope)) {
      if (locked.some((path) => covers(path, setting.path))) continue;
      settings.set(setting.path, setting);
      origins.set(setting.path, scopeLabel(scope));
    }
  }
  return { policy: assemble(settings.values()), origin: (path) => origins.get(path) ?? defaultsOrigin, origins };
}

export function lockedAbove(scope: Scope, scopes: readonly Scope[]): string[] {
  const rank = scopeKinds.indexOf(scope.kind);
  return scopes.filter((other) => scopeKinds.indexOf(other.kind) < rank).flatMap((other) => other.locked ?? []);
}

function assemble(settings: Iterable<Setting>): Policy {
  const policy: Record<string, unknown> = {};
  for (const { section, key, value } of settings) {
    if (key === undefined) policy[section] = value;
    else policy[section] = { ...(policy[section] as Record<string, unknown> | undefined), [key]: value };
  }
  return Policy.parse(policy);
}
