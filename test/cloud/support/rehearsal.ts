/**
 * The deployment on this machine: the template's functions as they were bundled, with the variables that the template gives them, called by
 * its queues, its schedules and its state machine. Only AWS itself is emulated.
 */
import { SQSClient } from '@aws-sdk/client-sqs';

import { variables, type Variable } from '#wiring/variables.ts';

import { type Aws, startAws } from '../../support/aws/emulators.ts';
import type { Inject, MachineRun } from '../../support/aws/machine.ts';
import { region } from '../../support/aws/resources.ts';
import { type Assembly, plansOf } from './assembly.ts';
import { setClock } from './clock.ts';
import { isNamed, LambdaFunction } from './functions.ts';
import { type Distort, filterOf, invoked } from './machine.ts';
import { type Mapping, mappingsOf, noticesOf, notificationsOf, poll, send } from './queues.ts';
import { account, type Template } from './template.ts';

export interface Rehearsal {
  aws: Aws;
  template: Template;
  /** By their logical ids. */
  functions: Map<string, LambdaFunction>;
  /** The one whose name ends so: `start`, `decide`. */
  function(name: string): LambdaFunction;
  /** Messages of S3 to its queues that nobody has been told of yet are told twice when this is set. */
  repeatNotices: boolean;
  /** Nobody is told at all. */
  loseNotices: boolean;
  /** How many poll each queue at the same time; several take one message each. */
  pollers: number;
  /** Trouble with one attempt of a state of the machine. */
  inject: Inject | undefined;
  /** What the machine hears in place of a function's answer. */
  distort: Distort | undefined;
  /** Every run of the machine, as it ended. */
  runs: MachineRun[];
  /** The clock of every function, of the queues and of the bucket goes on by this many milliseconds. */
  advance(milliseconds: number): void;
  now(): number;
  /** Notices, queues, machine and deliveries, until no queue gives anything any more. */
  settle(): Promise<void>;
  /** The schedule of this function comes round. */
  schedule(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface RehearsalOptions {
  /** Variables of single functions, by the end of their names, in place of the template's. */
  override?: Record<string, Partial<Record<Variable, string>>>;
}

export async function startRehearsal(assembly: Assembly, { override = {} }: RehearsalOptions = {}): Promise<Rehearsal> {
  const { template } = assembly;
  const aws = await startAws();
  const ahead = new SharedArrayBuffer(8);
  const clock = new BigInt64Array(ahead);
  const resetClock = setClock(clock);
  const plans = plansOf(assembly);
  nameResources(template, aws);
  for (const plan of plans) plan.environment = environmentOf(template, plan, aws, override);
  const functions = new Map(plans.map((plan) => [plan.id, new LambdaFunction(plan, ahead)]));
  const sqs = new SQSClient({ region, endpoint: aws.env['AWS_ENDPOINT_URL_SQS'] ?? '', credentials: outside });
  const urlOf = (arn: string): string => `${aws.env['AWS_ENDPOINT_URL_SQS']}/${account}/${arn.split(':').at(-1)}`;
  const notifications = notificationsOf(template, urlOf);
  const mappings = mappingsOf(template, urlOf);
  for (const one of functions.values()) aws.functions.set(one.plan.name, (payload) => invoked(one, payload));
  const run = filterOf(
    template,
    functions,
    (state, attempt) => rehearsal.inject?.(state, attempt),
    (name, answer) => (rehearsal.distort ? rehearsal.distort(name, answer) : answer),
  );
  aws.machine = async (input) => {
    const ended = await run(input);
    rehearsal.runs.push(ended);
    return ended;
  };
  let told = 0;

  const rehearsal: Rehearsal = {
    aws,
    template,
    functions,
    repeatNotices: false,
    loseNotices: false,
    pollers: 1,
    inject: undefined,
    distort: undefined,
    runs: [],
    function: (name) => find(functions, name),
    advance: (milliseconds) => void Atomics.add(clock, 0, BigInt(milliseconds)),
    now: () => Date.now(),
    async settle() {
      do await tell();
      while ((await pollAll()) > 0);
    },
    async schedule(name) {
      const target = find(functions, name);
      const answer = await target.invoke(scheduleInput(template, target.plan.id));
      if ('error' in answer) throw new Error(`${name}: ${answer.error.errorType} ${answer.error.errorMessage}`);
    },
    async close() {
      await Promise.all([...functions.values()].map((one) => one.close()));
      sqs.destroy();
      await aws.close();
      resetClock();
    },
  };

  async function tell(): Promise<void> {
    const news = aws.calls.slice(told);
    told = aws.calls.length;
    if (rehearsal.loseNotices) return;
    for (const { queue, body } of news.flatMap((call) => noticesOf(call, notifications)))
      for (let n = 0; n < (rehearsal.repeatNotices ? 2 : 1); n++) await send(sqs, queue, body);
  }

  async function pollAll(): Promise<number> {
    const polls = mappings.flatMap((mapping) => Array.from({ length: rehearsal.pollers }, () => pollOne(mapping)));
    const counts = await Promise.all(polls);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  const pollOne = async (mapping: Mapping): Promise<number> => {
    const target = functions.get(mapping.function);
    const share = rehearsal.pollers > 1 ? { ...mapping, batchSize: 1 } : mapping;
    return target ? poll(sqs, share, target) : 0;
  };

  return rehearsal;
}

/** Who is none of the functions. */
const outside = { accessKeyId: 'outside', secretAccessKey: 'outside' };

function find(functions: Map<string, LambdaFunction>, name: string): LambdaFunction {
  const found = [...functions.values()].find(({ plan }) => isNamed(plan, name));
  if (!found)
    throw new Error(`no function ${name} among ${[...functions.values()].map(({ plan }) => plan.name).join(', ')}`);
  return found;
}

function environmentOf(
  template: Template,
  plan: LambdaFunction['plan'],
  aws: Aws,
  override: NonNullable<RehearsalOptions['override']>,
): Record<string, string> {
  const { id, name, memory } = plan;
  const { Environment } = template.get(id).properties as { Environment?: { Variables: Record<string, unknown> } };
  const given = Object.entries(Environment?.Variables ?? {}).map(([key, value]) => [key, template.text(value)]);
  const mine = Object.entries(override).find(([key]) => isNamed(plan, key))?.[1];
  return {
    ...Object.fromEntries(given),
    ...aws.env,
    ...mine,
    AWS_ACCESS_KEY_ID: id,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    PATH: process.env['PATH'] ?? '',
  };
}

/** What stands behind our variables is known in the emulators by these names. */
function nameResources(template: Template, aws: Aws): void {
  const arn = (service: string, name: string): string => `arn:aws:${service}:${region}:${account}:${name}`;
  const named: Partial<Record<Variable, [ref: string, arn: string]>> = {
    [variables.bucket]: [aws.bucket, `arn:aws:s3:::${aws.bucket}`],
    [variables.table]: [aws.table, arn('dynamodb', `table/${aws.table}`)],
    [variables.startQueue]: [aws.startQueue, arn('sqs', nameOf(aws.startQueue))],
    [variables.deliveryQueue]: [aws.deliveryQueue, arn('sqs', nameOf(aws.deliveryQueue))],
    [variables.filter]: [aws.filter, aws.filter],
    [variables.archive]: [aws.archive, arn('firehose', `deliverystream/${aws.archive}`)],
  };
  for (const name of [variables.mailboxSecret, variables.certificateSecret]) {
    const secret = aws.variables[name];
    if (secret !== undefined) named[name] = [secret, secret];
  }
  for (const [variable, [ref, Arn]] of Object.entries(named)) {
    const target = targetOf(template, variable);
    if (target !== undefined)
      template.name(target, { ref, attributes: { Arn, QueueName: nameOf(ref), QueueUrl: ref } });
  }
}

const nameOf = (url: string): string => url.split('/').at(-1) ?? '';

/** The resource that this variable names in whichever function has it. */
function targetOf(template: Template, variable: string): string | undefined {
  for (const { properties } of template.ofType('AWS::Lambda::Function')) {
    const { Environment } = properties as { Environment?: { Variables: Record<string, unknown> } };
    const target = template.target(Environment?.Variables[variable] ?? {});
    if (target !== undefined) return target;
  }
  return undefined;
}

/** What EventBridge would hand over. */
function scheduleInput(template: Template, functionId: string): unknown {
  const targets = [
    ...template.ofType('AWS::Events::Rule').flatMap(({ properties }) => (properties['Targets'] ?? []) as Target[]),
    ...template.ofType('AWS::Scheduler::Schedule').map(({ properties }) => properties['Target'] as Target),
  ];
  const target = targets.find(({ Arn }) => template.target(Arn) === functionId);
  if (!target) throw new Error(`no schedule calls ${functionId}`);
  return target.Input === undefined ? { source: 'aws.events' } : JSON.parse(template.text(target.Input));
}

interface Target {
  Arn: unknown;
  Input?: unknown;
}
