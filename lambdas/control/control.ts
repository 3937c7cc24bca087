/** The installation as this function operates it: the stores of the cloud, made once for an environment. */
import { s3, secrets, sfn, sqs } from '#adapters/aws/clients.ts';
import { S3Lessons } from '#adapters/aws/s3-lessons.ts';
import { carryOut } from '#core/operate/index.ts';
import type { Installation } from '#core/operate/operation.ts';
import { createRulesKeeper } from '#core/policy/rules-keeper.ts';
import { openTools } from '#engines/examiners.ts';
import { doctorFacts } from '#wiring/facts.ts';
import { variables } from '#wiring/variables.ts';
import { clock, messages, parcels } from '../support/bucket.ts';
import { stores } from '../support/desk.ts';
import { optional, variable } from '../support/environment.ts';
import { logger } from '../support/thin.ts';
import { told } from '../support/trouble.ts';
import type { Answering } from './answer.ts';
import { doctorFactsOf } from './doctor.ts';
import { createHurry } from './hurry.ts';
import { createRescan } from './rescan.ts';
import { createTransfers } from './transfers.ts';

export function openControl(): Pick<Answering, 'carryOut' | 'transfers'> {
  const bucket = variable(variables.bucket);
  const lessons = new S3Lessons({ client: s3(), bucket, clock });
  const hurry = createHurry(stores().copies, sqs(), variable(variables.deliveryQueue));
  const scan = createRescan({
    client: sfn(),
    filter: variable(variables.filter),
    unwrap: (id, parcel) => parcels(id).unwrap(parcel),
  });
  const installation = (): Installation => ({
    stores: { ...stores(), messages: messages(), copies: hurry.copies },
    // Made anew for each operation: the version in force is what it is now.
    rules: createRulesKeeper(stores().rules, clock),
    clock,
    teacher: () => lessons,
    openTools: () => openTools(clock),
    scan,
    deliverSoon: () => {},
  });
  return {
    transfers: createTransfers(s3(), bucket),
    async carryOut(operation, input, by) {
      if (operation === doctorFacts) return doctorFactsOf({ bucket, s3: s3(), secrets: secrets(), ...environment() });
      try {
        return await carryOut(installation(), operation, input, by);
      } finally {
        // What was done is done: copies that nobody was told of are delivered a minute later.
        await hurry.deliver().catch((error: unknown) => logger.warn('the delivery queue was not told', told(error)));
      }
    },
  };
}

const environment = (): { facts: string | undefined; mailboxSecret: string | undefined } => ({
  facts: optional(variables.facts),
  mailboxSecret: optional(variables.mailboxSecret),
});
