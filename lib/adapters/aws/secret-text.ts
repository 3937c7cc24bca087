/** The text of a secret. */
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

import { secrets } from './clients.ts';

/** Undefined when there is no such secret, or nothing in it yet. */
export async function readSecret(
  secret: string,
  client: SecretsManagerClient = secrets(),
): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: secret }))).SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
