/**
 * The SDK's clients: made when first asked for, one of each in a process, so that connections stay open from one invocation to the next.
 * Region, credentials and endpoints come from the SDK's own variables and from nowhere else.
 * Each is a function of its own: what a bundle does not call does not land in it. The table's is in dynamo-client.ts, that of text messages
 * in clients/sms, where the other host has it too.
 */
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';

import { timing } from '#wiring/timing.ts';
import { clientOptions, seconds } from './client-options.ts';

const made: {
  s3?: S3Client;
  sqs?: SQSClient;
  sfn?: SFNClient;
  firehose?: FirehoseClient;
  secrets?: SecretsManagerClient;
  lambda?: LambdaClient;
} = {};

/** Megabytes go up in one request; asking first whether they may would open a connection of its own for each. */
export function s3(): S3Client {
  return (made.s3 ??= new S3Client({ ...clientOptions(20 * seconds), expectContinueHeader: false }));
}

export function sqs(): SQSClient {
  return (made.sqs ??= new SQSClient(clientOptions()));
}

/** StartSyncExecution answers when the run is over. An endpoint that is given by hand has no `sync-` before its name. */
export function sfn(): SFNClient {
  return (made.sfn ??= new SFNClient({
    ...clientOptions((timing.machine + 15) * seconds),
    disableHostPrefix: process.env.AWS_ENDPOINT_URL_SFN !== undefined,
  }));
}

export function firehose(): FirehoseClient {
  return (made.firehose ??= new FirehoseClient(clientOptions()));
}

export function secrets(): SecretsManagerClient {
  return (made.secrets ??= new SecretsManagerClient(clientOptions()));
}

/** Answers when the function is done. Not asked again by itself: what an operator ordered is done once. */
export function lambda(): LambdaClient {
  return (made.lambda ??= new LambdaClient({ ...clientOptions((timing.control + 15) * seconds), maxAttempts: 1 }));
}
