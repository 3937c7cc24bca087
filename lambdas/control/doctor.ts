/** What `citrusmail doctor` asks this function: facts of the stack, and what only this function may look at. */
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';

import { ifThere } from '#adapters/aws/s3-errors.ts';
import { OperationFailed } from '#core/operate/operation.ts';
import type { DoctorFacts, Facts } from '#wiring/facts.ts';
import { signatureManifest } from '#wiring/keys.ts';

export interface DoctorParts {
  /** JSON. */
  facts: string | undefined;
  mailboxSecret: string | undefined;
  bucket: string;
  s3: S3Client;
  secrets: SecretsManagerClient;
}

const Manifest = z.object({ built: z.number() });
const Passwords = z.record(z.string(), z.unknown());

export async function doctorFactsOf(parts: DoctorParts): Promise<DoctorFacts> {
  if (parts.facts === undefined) throw new OperationFailed('This stack says nothing about itself: deploy it again.');
  const [signaturesBuilt, passwordsOf] = await Promise.all([signatures(parts), passwords(parts)]);
  // Written by the CDK of the same version as this function.
  const facts = JSON.parse(parts.facts) as Facts;
  const { mailboxSecret } = parts;
  return {
    ...facts,
    passwordsOf,
    ...(mailboxSecret !== undefined && { mailboxSecret }),
    ...(signaturesBuilt !== undefined && { signaturesBuilt }),
  };
}

async function signatures({ s3, bucket }: DoctorParts): Promise<number | undefined> {
  const object = await ifThere(s3.send(new GetObjectCommand({ Bucket: bucket, Key: signatureManifest })));
  const text = await object?.Body?.transformToString();
  return text === undefined ? undefined : Manifest.parse(JSON.parse(text)).built;
}

/** The names alone leave this function. */
async function passwords({ secrets, mailboxSecret }: DoctorParts): Promise<string[]> {
  if (mailboxSecret === undefined) return [];
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: mailboxSecret }));
  return Object.keys(Passwords.parse(JSON.parse(SecretString)));
}
