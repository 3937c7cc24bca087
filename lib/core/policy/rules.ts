/** Policy and directory of one version, made ready to decide by. */
import { canonicalAddress, canonicalDomain } from '../message/canonical.ts';
import type { RulesVersion } from '../ports/rules-store.ts';
import type { Scope } from './document.ts';
import { resolve, type EffectivePolicy } from './effective.ts';
import { compileLocate, type Locate, type Located } from './locate.ts';

export interface Rules {
  version: number;
  locate: Locate;
  /** The policy of whoever is behind this address; who is not in the directory has what platform and organisation set. */
  effective(address: string): EffectivePolicy;
  /** Whether anybody at all is to be told of mail. */
  notifies: boolean;
}

export function compileRules({ version, policy, directory }: RulesVersion): Rules {
  const locate = compileLocate(directory);
  const scopesOf = scopeFinder(policy.scopes);
  const ordinal = new Map(policy.scopes.map((scope, i) => [scope, i]));
  const known = new Map<string, EffectivePolicy>();
  return {
    version,
    locate,
    notifies: policy.scopes.some(({ notify = [] }) => notify.length > 0),
    effective(address) {
      const located = locate(address);
      const scopes = scopesOf(typeof located === 'object' ? located : undefined);
      const key = scopes.map((scope) => ordinal.get(scope)).join();
      const effective = known.get(key) ?? resolve(scopes);
      known.set(key, effective);
      return effective;
    },
  };
}

/** From the widest to the nearest. Of several groups the one that the directory lists first is the nearest. */
function scopeFinder(scopes: readonly Scope[]): (recipient: Located | undefined) => Scope[] {
  const byLabel = new Map(scopes.map((scope) => [label(scope.kind, canonicalName(scope)), scope]));
  return (recipient) => {
    const labels = ['platform', 'organisation'];
    if (recipient) {
      labels.push(label('domain', recipient.domain));
      labels.push(...recipient.groups.toReversed().map((group) => label('group', group)));
      labels.push(label('recipient', recipient.address));
    }
    return labels.map((label) => byLabel.get(label)).filter((scope) => scope !== undefined);
  };
}

const label = (kind: Scope['kind'], name: string | undefined): string =>
  name === undefined ? kind : `${kind} ${name}`;

export function canonicalName({ kind, name }: Pick<Scope, 'kind' | 'name'>): string | undefined {
  if (name === undefined) return undefined;
  if (kind === 'domain') return canonicalDomain(name) ?? name;
  return kind === 'recipient' ? (canonicalAddress(name) ?? name) : name;
}
