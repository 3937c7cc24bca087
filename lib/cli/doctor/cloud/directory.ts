import { missing, ok } from '../check.ts';
import type { CloudCheck } from './context.ts';

export const directory: CloudCheck = {
  name: 'directory',
  async run({ rules, stack, region }) {
    const { version, directory: known } = await rules();
    if (known.domains.length > 0)
      return [ok(`version ${version} accepts mail for ${known.domains.map(({ name }) => name).join(', ')}`)];
    return [
      missing(
        'it is empty: all mail is refused',
        `citrusmail directory apply directory.yaml --cloud ${stack}@${region}   (docs/policy.md says what to write)`,
      ),
    ];
  },
};
