/** From the notice of a committed message to its decision: start queues, the start function, the state machine and its functions. */
import { Duration, Size } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

import { prefixes } from '#wiring/keys.ts';
import { maxReceives, timing } from '#wiring/timing.ts';
import { variables } from '#wiring/variables.ts';
import { acknowledge } from '../house/acknowledge.ts';
import { allow, type Caller } from '../house/caller.ts';
import { HouseFunction, type HouseFunctionProps } from '../house/function.ts';
import type { Ground } from '../house/ground.ts';
import { makeLog } from '../house/log.ts';
import { HouseQueue } from '../house/queue.ts';
import type { Store } from '../store/store.ts';
import { machineReasons } from './acknowledged.ts';
import { definition, type Substitution, substitutions } from './machine.ts';
import { notify } from './notices.ts';

/** SQS gives the start function one message after another, and each is a run of its own. */
const batch = 10;

export interface FilterProps {
  store: Store;
  layers: lambda.ILayerVersion[];
  /** How ClamAV's function reaches a clamd that stays up. */
  clamd?: { address: string; network: NonNullable<HouseFunctionProps['network']> } | undefined;
}

export class Filter extends Construct {
  readonly queues: HouseQueue[];
  readonly machine: sfn.StateMachine;
  readonly functions: Record<'open' | 'clamav' | 'yara' | 'content' | 'decide', HouseFunction>;
  readonly starts: HouseFunction[];
  readonly #ground: Ground;
  readonly #warm: lambda.Alias | undefined;

  constructor(scope: Construct, ground: Ground, props: FilterProps) {
    super(scope, 'Filter');
    this.#ground = ground;
    this.queues = Array.from(
      { length: ground.plan.lanes },
      (_, lane) => new HouseQueue(this, `Lane${lane}`, { visibility: timing.startVisibility, receives: maxReceives }),
    );
    notify(props.store, this.queues);
    this.functions = this.#makeFunctions(props);
    this.#warm = this.#makeWarm(props.clamd);
    this.machine = this.#makeMachine();
    this.starts = this.queues.map((lane, number) => this.#makeStart(lane, number));
    acknowledge(this.machine, machineReasons);
  }

  grantStart(caller: Caller): void {
    this.#first.grantSend(caller, variables.startQueue);
  }

  grantRun(caller: Caller): void {
    allow(caller, ['states:StartSyncExecution'], [this.machine.stateMachineArn]);
    caller.variable(variables.filter, this.machine.stateMachineArn);
  }

  get #first(): HouseQueue {
    const [first] = this.queues;
    if (!first) throw new Error('the filter has no start queue: write "lanes": 1 in cdk.json');
    return first;
  }

  #makeFunctions({ store, layers, clamd }: FilterProps): Filter['functions'] {
    const examiner = { timeout: timing.examiner, reserved: this.#ground.plan.lambda.reservedConcurrency };
    const make = (props: HouseFunctionProps): HouseFunction => this.#function(props);
    const functions = {
      open: make({ name: 'open', description: 'Takes a message in hand and opens it', timeout: timing.open }),
      clamav: make({
        ...examiner,
        name: 'clamav',
        description: 'Examines a message with ClamAV',
        timeout: timing.clamav,
        x86: true,
        layers,
        temporary: Size.gibibytes(2),
        ...(clamd && { network: clamd.network, environment: { [variables.clamd]: clamd.address } }),
      }),
      yara: make({ ...examiner, name: 'yara', description: 'Examines a message with YARA-X', x86: true }),
      content: make({ ...examiner, name: 'content', description: 'Examines documents, attachments, origin and spam' }),
      decide: make({ name: 'decide', description: 'Decides for every recipient', timeout: timing.decide }),
    };
    grantStages(functions, store);
    const { engineWaitHours, delivery, retention } = this.#ground.plan;
    for (const one of [functions.open, functions.decide]) {
      one.variable(variables.engineWaitHours, String(engineWaitHours));
      one.variable(variables.giveUpDays, String(delivery.giveUpDays));
      one.variable(variables.searchDays, String(retention.searchDays));
    }
    return functions;
  }

  #function(props: HouseFunctionProps): HouseFunction {
    return new HouseFunction(this, capital(props.name), this.#ground, props);
  }

  /** `large` keeps environments of ClamAV warm, unless a clamd stays up anyway: an alias has those. */
  #makeWarm(clamd: FilterProps['clamd']): lambda.Alias | undefined {
    const { profile, lambda: sizes } = this.#ground.plan;
    if (profile !== 'large' || clamd !== undefined) return undefined;
    return new lambda.Alias(this, 'ClamavWarm', {
      aliasName: 'warm',
      version: this.functions.clamav.currentVersion,
      provisionedConcurrentExecutions: sizes.provisionedConcurrency,
    });
  }

  #callable(name: keyof Filter['functions']): lambda.IFunction {
    return name === 'clamav' && this.#warm ? this.#warm : this.functions[name];
  }

  #makeMachine(): sfn.StateMachine {
    const called = Object.entries(substitutions) as [Substitution, keyof Filter['functions']][];
    const { plan } = this.#ground;
    const machine = new sfn.StateMachine(this, 'Machine', {
      stateMachineName: `${plan.name}-filter`,
      stateMachineType: sfn.StateMachineType.EXPRESS,
      definitionBody: sfn.DefinitionBody.fromString(JSON.stringify(definition())),
      definitionSubstitutions: Object.fromEntries(called.map(([name, fn]) => [name, this.#callable(fn).functionArn])),
      logs: {
        // The name must begin so, or the policy of all such groups in an account outgrows its limit.
        destination: makeLog(this, 'MachineLog', plan, `/aws/vendedlogs/states/${plan.name}-filter`),
        level: sfn.LogLevel.ERROR,
        // What crosses the machine tells of mail.
        includeExecutionData: false,
      },
      // Step Functions has no rate of its own: X-Ray's default rule would trace one run a second and 5 % of the rest (docs/operate.md).
      tracingEnabled: false,
    });
    for (const [, fn] of called) allowInvoke(machine, this.#callable(fn));
    return machine;
  }

  /** Each lane has its own: a message goes back to the queue that it came from. */
  #makeStart(lane: HouseQueue, number: number): HouseFunction {
    const start = new HouseFunction(this, `Start${number}`, this.#ground, {
      name: 'start',
      description: `Runs the filter over each message of the start queue, lane ${number}`,
      timeout: timing.start,
      loops: true,
    });
    this.grantRun(start);
    lane.grantSend(start, variables.startQueue);
    lane.grantDelay(start, variables.startQueue);
    start.addEventSource(
      new SqsEventSource(lane.queue, {
        batchSize: batch,
        // No waiting for a full batch.
        maxBatchingWindow: Duration.seconds(0),
        maxConcurrency: this.#ground.plan.lambda.maximumConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    return start;
  }
}

/** Who reads and writes what. */
function grantStages({ open, clamav, yara, content, decide }: Filter['functions'], store: Store): void {
  const { incoming, quarantine, scratch, signatures, lessons } = prefixes;
  for (const one of [open, clamav, yara, content, decide]) {
    store.grantRead(one, incoming, quarantine, scratch);
    store.grantWrite(one, scratch);
  }
  store.grantRead(clamav, signatures);
  store.grantRead(content, lessons);
  for (const one of [open, decide]) {
    store.grantStates(one);
    store.grantWrite(one, quarantine);
    // Open, too, finishes a message of which it finds that nothing moves any more.
    store.grantDelete(one, incoming, quarantine);
  }
}

function allowInvoke(machine: sfn.StateMachine, fn: lambda.IFunction): void {
  // This version alone: `grantInvoke` would give every version and alias besides.
  machine.addToRolePolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }));
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
