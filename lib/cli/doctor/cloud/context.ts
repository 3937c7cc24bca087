/** What the checks of a stack share: who asks AWS, and what the control function says. Nothing is asked twice, or before a check wants it. */
import { createResolver } from '#engines/dns/resolver.ts';
import { OperationFailed } from '#core/operate/operation.ts';
import type { Resolver } from '#core/ports/resolver.ts';
import type { RulesVersion } from '#core/ports/rules-store.ts';
import { type DoctorFacts, doctorFacts } from '#wiring/facts.ts';
import { CommandFailed } from '../../command.ts';
import { assertCredentials, regionOf } from '../../cloud/invoke.ts';
import { connectCloud } from '../../cloud/operate.ts';
import type { CloudTarget } from '../../cloud/target.ts';
import { sentenceOf } from '../../cloud/troubles.ts';
import type { Check } from '../check.ts';
import { type Look, lookAtCertificate } from './certificate-look.ts';

export interface CloudContext {
  stack: string;
  region: string;
  now: number;
  /** For the clients of AWS's services. */
  client: {
    region: string;
    maxAttempts: number;
    requestHandler: { connectionTimeout: number; requestTimeout: number };
  };
  facts: () => Promise<DoctorFacts>;
  rules: () => Promise<RulesVersion>;
  resolver: Resolver;
  look: Look;
}

export type CloudCheck = Check<CloudContext>;

export async function cloudContext(target: CloudTarget, by: string): Promise<CloudContext> {
  const region = await regionOf(target);
  await assertCredentials(region);
  const ask = await connectCloud({ ...target, region }, by);
  return {
    stack: target.stack,
    region,
    now: Date.now(),
    client: { region, maxAttempts: 2, requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 } },
    facts: once(() => ask(doctorFacts, {}) as Promise<DoctorFacts>),
    rules: once(() => ask('rules.current', {}) as Promise<RulesVersion>),
    resolver: createResolver({ clock: Date.now }),
    look: lookAtCertificate,
  };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}

/** Why a check could not look. */
export function whyUnknown(region: string): (error: unknown, check: CloudCheck) => string {
  return (error, { needs = 'more rights' }) => {
    if (error instanceof CommandFailed || error instanceof OperationFailed) return error.message;
    return sentenceOf(error, { action: needs, region }) ?? String(error);
  };
}
