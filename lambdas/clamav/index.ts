/** Function `clamav`: ClamAV, of the edge or of the layer (engine.ts). */
import { createClamavExaminer } from '#core/analyse/antivirus/clamav/examiner.ts';
import { clock } from '../support/bucket.ts';
import { examinerFunction } from '../support/examiner-function.ts';
import { clamavEngine } from './engine.ts';

export const handler = examinerFunction('clamav', async () => [createClamavExaminer(await clamavEngine(), clock)]);
