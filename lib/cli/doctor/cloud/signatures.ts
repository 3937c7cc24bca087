import { functionPage } from '../../cloud/troubles.ts';
import { missing, ok } from '../check.ts';
import type { CloudCheck } from './context.ts';

const hour = 60 * 60_000;
/** ClamAV makes a daily file every day. */
const old = 48 * hour;

export const signatures: CloudCheck = {
  name: 'virus signatures',
  async run({ facts, region, now }) {
    const { signaturesBuilt, signaturesFunction: name } = await facts();
    const todo =
      name === undefined
        ? 'deploy the stack again: it brings them every hour'
        : `aws lambda invoke --invocation-type Event --function-name ${name} --region ${region} /dev/null   (${functionPage(name, region)} shows what it met)`;
    if (signaturesBuilt === undefined)
      return [missing('there are none yet: ClamAV finds nothing but the EICAR test file', todo)];
    const age = Math.round((now - signaturesBuilt) / hour);
    if (now - signaturesBuilt > old) return [missing(`ClamAV's are ${age} hours old`, todo)];
    return [ok(`ClamAV's are ${age} hours old`)];
  },
};
