/** A new look at a message that is decided already: the whole filter runs over it, and this function waits for what it finds. */
import { randomUUID } from 'node:crypto';

import { type SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';

import type { Evidence } from '#core/analyse/evidence.ts';
import { type Installation, OperationFailed } from '#core/operate/operation.ts';
import type { FilterInput, Parcel } from '#wiring/filter.ts';

export interface RescanParts {
  client: SFNClient;
  /** ARN of the state machine. */
  filter: string;
  /** What crosses the machine about a message. */
  unwrap: (id: string, parcel: Parcel) => Promise<Evidence>;
}

const Output = z.object({ evidence: z.custom<Parcel>((value) => typeof value === 'object' && value !== null) });

export function createRescan({ client, filter, unwrap }: RescanParts): Installation['scan'] {
  return async ({ id }, rescan) => {
    const input: FilterInput = { id, run: randomUUID(), rescan };
    const command = new StartSyncExecutionCommand({ stateMachineArn: filter, input: JSON.stringify(input) });
    const { status, output = 'null', error } = await client.send(command);
    // A run that failed is answered with 200 as well.
    if (status !== 'SUCCEEDED')
      throw new OperationFailed(
        `The filter did not get through message '${id}' (${error ?? status}): try again later.`,
      );
    const ended = Output.safeParse(JSON.parse(output));
    if (!ended.success) throw new OperationFailed(`The filter would not look at message '${id}' again just now.`);
    return unwrap(id, ended.data.evidence);
  };
}
