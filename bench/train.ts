/** `npm run train`: makes the model that ships from the mail sets, byte for byte the same each time (docs/spam.md says what goes in and why). */
import { writeFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { trainModel } from '#core/analyse/spam/fit/train.ts';

import { draw, samplesOf, type Sample, type SetName } from './corpora.ts';
import { seeAll, type Seen } from './spam-data.ts';

/** Phishing-pot is not for commercial use: it measures, and never trains. */
const trainingSets: readonly SetName[] = [
  'commercial-2025-2026',
  'newsletters-2023',
  'lists-2019-2023',
  'spamassassin-2002',
  'csdmc2010-new',
  'nazario-phish-2004-2005',
];
const mostOfOneClass = 2000;

export async function trainingMail(): Promise<Seen[]> {
  const samples = trainingSets.flatMap((set): Sample[] => {
    const all = samplesOf(set);
    return [true, false].flatMap((spam) =>
      draw(
        all.filter((sample) => sample.spam === spam),
        mostOfOneClass,
        'train',
      ),
    );
  });
  return seeAll(samples, 'reading');
}

const target = join(dirname(dirname(fileURLToPath(import.meta.url))), 'lib/core/analyse/spam/model/model.json');

if (import.meta.main) {
  const seen = await trainingMail();
  const missing = trainingSets.filter((set) => !seen.some((one) => one.set === set));
  if (missing.length > 0) {
    console.error(
      `Not trained: ${missing.join(', ')} is not here. Set CITRUSMAIL_CORPORA to the folder of the packed sets.`,
    );
    process.exit(2);
  }
  const document = trainModel(seen);
  writeFileSync(target, `${JSON.stringify(document)}\n`);
  console.log(
    `${target}: version ${document.version}, ${Object.keys(document.rules).length} rules, ${Math.round((document.words.length * 0.75) / 5)} words, from ${seen.length} messages`,
  );
}
