import { FirehoseClient, PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { variables } from '#wiring/variables.ts';
import { type Aws, startAws } from './emulators.ts';

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
});
beforeEach(() => void (aws.violations.length = 0));
afterAll(() => aws.close());

const pretended = { $metadata: { httpStatusCode: 501, attempts: 1 } };

test('The archive keeps rows, refuses when told to, and takes no row that Parquet would lose.', async () => {
  const firehose = new FirehoseClient();
  const record = (row: object) => ({ Data: Buffer.from(JSON.stringify(row)) });
  const batch = (...Records: { Data: Buffer }[]) =>
    firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: aws.archive, Records }));
  aws.refuseRecords = 1;
  const answer = await batch(record({ id: 'a', r: 0 }), record({ id: 'b', r: 0 }));
  expect(answer.FailedPutCount).toBe(1);
  expect(answer.RequestResponses?.map(({ ErrorCode }) => ErrorCode)).toEqual([
    'ServiceUnavailableException',
    undefined,
  ]);
  await firehose.send(new PutRecordCommand({ DeliveryStreamName: aws.archive, Record: record({ id: 'c' }) }));
  expect(aws.archiveRows).toEqual([{ id: 'b', r: 0 }, { id: 'c' }]);
  const many = Array.from({ length: 501 }, () => record({ id: 'a' }));
  await expect(batch(...many)).rejects.toMatchObject({ name: 'ValidationException' });
  aws.assertHonest();
  await expect(batch(record({ colour: 'blue' }))).rejects.toMatchObject(pretended);
  await expect(batch({ Data: Buffer.from('{"id":"a"}\n{"id":"b"}') })).rejects.toMatchObject(pretended);
  expect(aws.archiveRows).toHaveLength(2);
});

test('A run that fails is answered with 200; input over 256 KB is not run at all.', async () => {
  const sfn = new SFNClient({ disableHostPrefix: true });
  const start = (input: unknown) =>
    sfn.send(new StartSyncExecutionCommand({ stateMachineArn: aws.filter, input: JSON.stringify(input) }));
  const inputs: unknown[] = [];
  aws.machine = async (input) => (inputs.push(input), { status: 'FAILED', error: 'States.Runtime', cause: 'because' });
  expect(await start({ id: 'a' })).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: 'because',
    $metadata: { httpStatusCode: 200 },
  });
  aws.machine = async () => ({ status: 'SUCCEEDED', output: { done: true } });
  const { output, startDate } = await start({ id: 'b' });
  expect([output, startDate instanceof Date]).toEqual(['{"done":true}', true]);
  const frame = JSON.stringify({ id: '' }).length;
  await expect(start({ id: 'x'.repeat(256 * 1024 - frame + 1) })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await start({ id: 'x'.repeat(256 * 1024 - frame) });
  expect(inputs).toEqual([{ id: 'a' }]);
  aws.assertHonest();
  await expect(sfn.send(new StartExecutionCommand({ stateMachineArn: aws.filter }))).rejects.toMatchObject(pretended);
  aws.machine = undefined;
  await expect(start({})).rejects.toMatchObject(pretended);
});

test('A text message is kept with its attributes; a wrong number is refused.', async () => {
  const sns = new SNSClient();
  const MessageAttributes = { 'AWS.SNS.SMS.MaxPrice': { DataType: 'String', StringValue: '0.10' } };
  const { MessageId } = await sns.send(
    new PublishCommand({ PhoneNumber: '+441632960001', Message: 'Käse & <Brot>', MessageAttributes }),
  );
  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(aws.sms).toEqual([
    { phone: '+441632960001', message: 'Käse & <Brot>', attributes: { 'AWS.SNS.SMS.MaxPrice': '0.10' } },
  ]);
  await expect(sns.send(new PublishCommand({ PhoneNumber: '01632', Message: 'a' }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  aws.assertHonest();
  await expect(
    sns.send(new PublishCommand({ TopicArn: 'arn:aws:sns:eu-central-1:0:a', Message: 'a' })),
  ).rejects.toMatchObject(pretended);
});

test('Secrets are read and written; one that is not there is not found.', async () => {
  const client = new SecretsManagerClient();
  const SecretId = aws.variables[variables.mailboxSecret];
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: '{"alice":"secret"}' }));
  expect((await client.send(new GetSecretValueCommand({ SecretId }))).SecretString).toBe('{"alice":"secret"}');
  await expect(client.send(new GetSecretValueCommand({ SecretId: 'none' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  aws.assertHonest();
  await expect(client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSPREVIOUS' }))).rejects.toMatchObject(
    pretended,
  );
});

test('A function is invoked by name or ARN; what it throws is an answer of 200 with its name.', async () => {
  const lambda = new LambdaClient();
  const invoke = (FunctionName: string) =>
    lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ n: 1 }) }));
  aws.functions.set('next', (payload) => ({ n: (payload as { n: number }).n + 1, gone: undefined }));
  aws.functions.set('broken', () => {
    throw new RangeError('too far');
  });
  for (const name of ['next', 'arn:aws:lambda:eu-central-1:000000000000:function:next'])
    expect(JSON.parse((await invoke(name)).Payload?.transformToString() ?? '')).toEqual({ n: 2 });
  const { FunctionError, StatusCode, Payload } = await invoke('broken');
  expect([FunctionError, StatusCode]).toEqual(['Unhandled', 200]);
  expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({
    errorType: 'RangeError',
    errorMessage: 'too far',
  });
  await expect(invoke('none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  aws.assertHonest();
  await expect(lambda.send(new ListFunctionsCommand())).rejects.toMatchObject(pretended);
});
