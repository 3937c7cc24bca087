import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { all } from '../../../test/contract/samples.ts';
import { OperationFailed } from './operation.ts';
import {
  away,
  clean,
  infected,
  letter,
  type TestInstallation,
  testInstallation,
} from '../../../test/support/installation.ts';
import { deleteQuarantine, listQuarantine, readQuarantine, releaseQuarantine } from './quarantine.ts';

let test: TestInstallation;
let id: string;
beforeEach(async () => {
  test = await testInstallation();
  test.clamav = infected('Eicar');
  id = await test.arrive();
});
afterEach(() => test.close());

const release = (more = {}): Promise<unknown> => releaseQuarantine(test.installation, { id, ...more }, 'anna');
const incoming = async (): Promise<string[]> => all(test.installation.stores.messages.incoming());

describe('the quarantine', () => {
  it('lists what is held, newest first, and nothing else', async () => {
    test.clamav = clean;
    await test.arrive();
    const { records } = (await listQuarantine(test.installation, { limit: 10 }, '')) as { records: { id: string }[] };
    expect(records.map((record) => record.id)).toEqual([id, id]);
  });

  it('gives the bytes as they came, for the beginning of an id too', async () => {
    expect(await readQuarantine(test.installation, { id: id.slice(0, 35) }, '')).toEqual({
      bytes: letter.toString('base64'),
    });
  });

  it('deletes one copy, then the other, then the message', async () => {
    const { messages } = test.installation.stores;
    await deleteQuarantine(test.installation, { id, recipient: 'BOB@example.test' }, 'anna');
    expect(await test.states(id)).toEqual(['held', 'deleted']);
    expect(await messages.envelope(id)).toBeDefined();
    expect(await deleteQuarantine(test.installation, { id }, 'anna')).toEqual({ deleted: 1 });
    expect(await messages.envelope(id)).toBeUndefined();
  });

  it.each([
    [{ id: '01a3185c-5000-7000-8000-000000000009' }, /no held copy\.$/],
    [{ id: 'nonsense' }, /There is no message 'nonsense' in the log\.$/],
  ])('has a sentence for %j', async (input, sentence) => {
    await expect(deleteQuarantine(test.installation, input, '')).rejects.toThrow(sentence);
  });

  it('has a sentence for a recipient who has none', async () => {
    const input = { id, recipient: 'carol@example.test' };
    await expect(deleteQuarantine(test.installation, input, '')).rejects.toThrow(/for carol@example\.test\.$/);
  });
});

describe('a release', () => {
  it('overrides what was known, and hurries', async () => {
    expect(await release({ recipient: 'alice@example.test' })).toEqual({ released: 1, heldAgain: [] });
    expect(await test.states(id)).toEqual(['queued', 'held']);
    expect(test.hurried).toBe(1);
    const [copy] = await test.installation.stores.copies.of(id);
    expect(copy?.decision).toMatchObject({ fate: 'deliver', scan: 2, to: 'alice@example.test' });
    expect(copy?.decision.route).toEqual({ mailbox: 'alice@example.test' });
  });

  it('holds again for what is new, and lets it go when that was shown as well', async () => {
    test.clamav = infected('Worse');
    expect(await release()).toEqual({ released: 0, heldAgain: ['VIRUS Worse'] });
    expect(await test.states(id)).toEqual(['held', 'held']);
    expect(await release()).toEqual({ released: 2, heldAgain: [] });
  });

  it('waits for an engine that is away', async () => {
    test.clamav = away;
    await expect(release()).rejects.toThrow(OperationFailed);
    expect(await test.states(id)).toEqual(['held', 'held']);
  });

  it('goes to another address, by MX where that is not ours', async () => {
    await release({ recipient: 'alice@example.test', to: 'desk@elsewhere.example' });
    const [copy] = await test.installation.stores.copies.of(id);
    expect(copy?.decision).toMatchObject({ to: 'desk@elsewhere.example', route: { mx: true } });
  });

  it('keeps the message where it is found until it is delivered', async () => {
    await release();
    expect(Buffer.from(await test.installation.stores.messages.bytes(id)).equals(letter)).toBe(true);
    expect(await incoming()).toEqual([]);
  });
});
