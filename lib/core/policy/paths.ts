/** Settings of a policy by path, such as `antivirus.infected`, `spam.atLeast`, `examiners.antivirus/clamav` or `zone`. */
import type { Scope } from './document.ts';

/** Each key of these is a setting by itself. */
const sections = [
  'examiners',
  'antivirus',
  'attachments',
  'wire',
  'authentication',
  'spam',
  'lists',
  'quarantine',
] as const;
/** Each of these is one setting. */
const singles = ['notify', 'zone', 'locale'] as const;

export const policyKeys: readonly string[] = [...sections, ...singles];

export interface Setting {
  path: string;
  section: (typeof sections)[number] | (typeof singles)[number];
  /** Absent for a single. */
  key?: string;
  value: unknown;
}

/** What this scope sets, in the order of the policy's keys. */
export function settingsOf(scope: Partial<Scope>): Setting[] {
  const inSections = sections.flatMap((section) =>
    Object.entries(scope[section] ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([key, value]): Setting => ({ path: `${section}.${key}`, section, key, value })),
  );
  const alone = singles
    .filter((section) => scope[section] !== undefined)
    .map((section): Setting => ({ path: section, section, value: scope[section] }));
  return [...inSections, ...alone];
}

/** `antivirus` covers `antivirus.infected`; a path covers itself. */
export const covers = (locked: string, path: string): boolean => path === locked || path.startsWith(`${locked}.`);
