/** The bucket as the functions of the state machine see it; made once for an environment. */
import { S3Parcels } from '#adapters/aws/parcels.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import { variables } from '#wiring/variables.ts';
import { once, variable } from './environment.ts';

export const clock = (): number => Date.now();
export const messages = once(() => new S3Messages(variable(variables.bucket)));
/** About one message. */
export const parcels = (id: string): S3Parcels => new S3Parcels(variable(variables.bucket), id);
