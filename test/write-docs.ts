/** `npm run docs`: writes what is made from the code. test/docs.test.ts holds the files to it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { directorySchema, policySchema, schemaText, settingsSchema } from '#cli/json-schemas.ts';
import { findingsPage } from './findings-page.ts';

const docs = join(import.meta.dirname, '..', 'docs');

export const madeFiles: Record<string, () => string> = {
  [join(docs, 'findings.md')]: findingsPage,
  [join(docs, 'schema', 'policy.schema.json')]: () => `${schemaText(policySchema())}\n`,
  [join(docs, 'schema', 'directory.schema.json')]: () => `${schemaText(directorySchema())}\n`,
  [join(docs, 'schema', 'settings.schema.json')]: () => `${schemaText(settingsSchema())}\n`,
};

if (process.argv[1] === import.meta.filename) {
  for (const [file, text] of Object.entries(madeFiles)) writeFileSync(file, text());
}
