import { expect, it } from 'vitest';

import { Evidence } from '../analyse/evidence.ts';
import { poisonCodes, poisonEvidence } from './poison.ts';

it('is evidence like any other, of the scan that was not made', () => {
  const evidence = poisonEvidence('01890000-0000-7000-8000-000000000000', 2);
  expect(Evidence.parse(evidence)).toEqual(evidence);
  expect(evidence).toMatchObject({ id: '01890000-0000-7000-8000-000000000000', scan: 2, examinations: [] });
  expect(evidence.opened.id).toBe(evidence.id);
});

it('says that the message failed, never that it is clean, by a code that has a sentence', () => {
  const { defects } = poisonEvidence('x', 1).opened;
  expect(defects).toEqual([{ code: 'MESSAGE_BREAKS_WORKER', layer: 'attachments', verdict: 'failed' }]);
  expect(Object.keys(poisonCodes)).toEqual(['MESSAGE_BREAKS_WORKER']);
});
