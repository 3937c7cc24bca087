import { missing, ok } from '../check.ts';
import type { LocalCheck } from './context.ts';

export const directory: LocalCheck = {
  name: 'directory',
  async run({ rules }) {
    const { version, directory: known } = await rules();
    if (known.domains.length > 0)
      return [ok(`version ${version} accepts mail for ${known.domains.map(({ name }) => name).join(', ')}`)];
    return [missing('it is empty: all mail is refused', 'npx citrusmail directory apply directory.yaml')];
  },
};
