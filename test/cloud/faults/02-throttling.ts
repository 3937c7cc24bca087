/** Every service refuses some calls, or all calls for a while. */
import type { Call, FaultHook, Service } from '../../support/aws/call.ts';
import { throttle } from '../../support/aws/faults.ts';
import type { Fault } from './fault.ts';

const services: Service[] = ['s3', 'dynamodb', 'sqs', 'states', 'firehose'];
/** Fewer than the SDK tries, and more: its waits between are real, so that this is only just enough. */
const [few, many] = [2, 5];
const fact = 'issue: throttling by each service; section 5: DynamoDB throttled';

export const faults: Fault[] = [
  ...services.flatMap((service): Fault[] =>
    [few, many].map((times) => ({
      name: `${service} is throttled ${times} times`,
      fact,
      arrange: (scene) => scene.trouble(throttle(service, times)),
    })),
  ),
  ...services.map((service): Fault => {
    // Refused for good, so that the SDK does not wait for a better moment.
    const refusal = { kind: 'error', status: 403, code: 'AccessDeniedException' } as const;
    return {
      name: `${service} refuses everything for 20 minutes`,
      fact: service === 's3' ? 'section 5: KMS denied, all S3 I/O fails' : fact,
      // Five receives are used up before; the sweep finds the message.
      deadLetters: true,
      arrange: (scene) => scene.troubleFor(20, refuse(service, refusal)),
    };
  }),
];

function refuse(service: Service, refusal: ReturnType<FaultHook>): FaultHook {
  return (call: Call, phase) => (phase === 'before' && call.service === service ? refusal : undefined);
}
