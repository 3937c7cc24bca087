/** The contract of `RulesStore`, for every adapter that claims to keep it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { RulesStore, RulesVersion } from '#core/ports/rules-store.ts';

export interface RulesStoreUnderTest {
  rules: RulesStore;
  reopen(): Promise<{ rules: RulesStore }>;
  close(): Promise<void>;
}

const versionOf = (version: number, by = 'admin'): RulesVersion => ({
  version,
  at: 1_800_000_000_000 + version,
  by,
  policy: { v: 1, scopes: [{ kind: 'organisation', spam: { atLeast: [{ points: version, action: 'quarantine' }] } }] },
  directory: { v: 1, domains: [{ name: 'example.test', route: 'mailbox', recipients: ['alice'] }] },
});

export function suite(name: string, make: () => Promise<RulesStoreUnderTest>): void {
  describe(`${name} keeps the contract of RulesStore`, () => {
    let under: RulesStoreUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());

    test('at first nobody has an address here', async () => {
      const first = await under.rules.current();
      expect(first).toMatchObject({ version: 0, policy: { scopes: [] }, directory: { domains: [] } });
      expect(await under.rules.at(0)).toEqual(first);
      expect(await under.rules.at(1)).toBeUndefined();
    });

    test('every version stays as it was put', async () => {
      for (const version of [1, 2, 3]) expect(await under.rules.put(versionOf(version))).toEqual(versionOf(version));
      expect(await under.rules.current()).toEqual(versionOf(3));
      expect(await under.rules.at(1)).toEqual(versionOf(1));
      const after = await under.reopen();
      expect(await after.rules.current()).toEqual(versionOf(3));
      expect(await after.rules.at(2)).toEqual(versionOf(2));
    });

    test('of two administrators who put one version, one wins', async () => {
      const outcomes = await Promise.all([under.rules.put(versionOf(1, 'one')), under.rules.put(versionOf(1, 'two'))]);
      expect(outcomes.filter((outcome) => outcome !== undefined)).toHaveLength(1);
      expect(await under.rules.current()).toEqual(outcomes.find((outcome) => outcome !== undefined));
    });

    test('only the successor of the current version goes in', async () => {
      expect(await under.rules.put(versionOf(2))).toBeUndefined();
      await under.rules.put(versionOf(1));
      expect(await under.rules.put(versionOf(1, 'late'))).toBeUndefined();
      expect(await under.rules.put(versionOf(3))).toBeUndefined();
      expect(await under.rules.current()).toEqual(versionOf(1));
    });
  });
}
