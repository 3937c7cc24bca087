import type { EngineStatus } from '#extranet/api/status.ts';
import { missing, note, ok, type Result } from '../check.ts';
import type { LocalCheck } from './context.ts';

/** Their versions name the signatures that they have loaded. */
export const engines: LocalCheck = {
  name: 'engines',
  run: async ({ status }) => ((await status())?.engines ?? []).map(line),
};

function line({ name, state, version = '', reason }: EngineStatus): Result {
  const why = reason === undefined ? '' : `: ${reason}`;
  switch (state) {
    case 'ready':
      return ok(`${name} is ready ${version}`.trim());
    case 'starting':
      return note(`${name} is starting: mail waits for it`);
    case 'off':
      return note(`${name} is off${why}`);
    case 'absent':
    case 'down':
      return missing(`${name} is ${state}${why}`, 'docs/antivirus.md says what it needs');
  }
}
