import { missing, ok } from '../check.ts';
import type { LocalCheck } from './context.ts';

export const serving: LocalCheck = {
  name: 'filter',
  async run({ status, dataDir }) {
    const running = await status();
    if (!running) return [missing(`no filter serves ${dataDir}`, 'npm start')];
    return [
      ok(`takes mail at ${running.smtp} and gives it out at ${running.pop3}`),
      ...running.warnings.map((warning) => missing(warning, 'docs/policy.md, section Settings, says where it is set')),
    ];
  },
};
