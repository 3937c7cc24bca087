/** The secrets that the edge reads: passwords of mailboxes, and the certificate. Their values are never in the template. */
import { SecretValue } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

import { variables } from '#wiring/variables.ts';
import { acknowledge } from '../house/acknowledge.ts';
import { allow, type Caller } from '../house/caller.ts';
import type { Ground } from '../house/ground.ts';
import { kept } from '../store/store.ts';
import { secretReasons } from './acknowledged.ts';

export interface Secrets {
  mailbox: string;
  certificate?: string | undefined;
}

export function makeSecrets(scope: Construct, { plan }: Ground): Secrets {
  const { mailboxSecretArn, certificateSecretArn: certificate } = plan.edge;
  if (mailboxSecretArn !== undefined) return { mailbox: mailboxSecretArn, certificate };
  const secret = new secretsmanager.Secret(scope, 'Mailboxes', {
    description: 'Passwords of POP3 mailboxes, as JSON: name to password',
    // No secret in it: an object with no mailbox, to be filled in by hand.
    secretStringValue: SecretValue.unsafePlainText('{}'),
    removalPolicy: kept,
  });
  acknowledge(secret, secretReasons);
  return { mailbox: secret.secretArn, certificate };
}

export function grantMailboxes(caller: Caller, { mailbox }: Secrets): void {
  allow(caller, ['secretsmanager:GetSecretValue'], [mailbox]);
  caller.variable(variables.mailboxSecret, mailbox);
}

export function grantSecrets(caller: Caller, secrets: Secrets): void {
  grantMailboxes(caller, secrets);
  if (secrets.certificate === undefined) return;
  allow(caller, ['secretsmanager:GetSecretValue'], [secrets.certificate]);
  caller.variable(variables.certificateSecret, secrets.certificate);
}
