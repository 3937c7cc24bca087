/** Delivery: a queue of messages with copies that are due, the function that delivers them, and a sweep every minute for all that waits. */
import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';

import { prefixes } from '#wiring/keys.ts';
import { timing } from '#wiring/timing.ts';
import { variables } from '#wiring/variables.ts';
import type { Caller } from '../house/caller.ts';
import { HouseFunction, type HouseFunctionProps } from '../house/function.ts';
import type { Ground } from '../house/ground.ts';
import { HouseQueue } from '../house/queue.ts';
import type { Store } from '../store/store.ts';

/** Messages for one call: copies to the same host share its connection. */
const batch = 10;

export interface DeliverProps {
  store: Store;
  /** A way out by port 25. */
  network?: HouseFunctionProps['network'] | undefined;
}

export class Deliver extends Construct {
  readonly queue: HouseQueue;
  readonly deliver: HouseFunction;
  readonly sweep: HouseFunction;
  readonly minutely: events.Rule;

  constructor(scope: Construct, ground: Ground, { store, network }: DeliverProps) {
    super(scope, 'Deliver');
    this.queue = new HouseQueue(this, 'Due', { visibility: timing.deliveryVisibility });
    this.deliver = this.#makeDeliver(ground, network);
    this.sweep = this.#makeSweep(ground);
    // Kept for hours, calls that could not be made would all come together.
    this.sweep.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    this.minutely = new events.Rule(this, 'Minutely', {
      schedule: events.Schedule.rate(Duration.minutes(1)),
      // The next minute is soon enough.
      targets: [new targets.LambdaFunction(this.sweep, { retryAttempts: 0 })],
    });
    const { incoming, quarantine, mailbox, scratch } = prefixes;
    store.grantRead(this.deliver, incoming, quarantine);
    // Our own mail (bounces, warnings) begins in `incoming/` like any other.
    store.grantWrite(this.deliver, incoming, mailbox);
    // Whoever finishes a message of which a copy is held sees to it that the bytes are there.
    for (const one of [this.deliver, this.sweep]) store.grantWrite(one, quarantine);
    store.grantDelete(this.deliver, incoming, quarantine);
    store.grantRead(this.sweep, incoming, quarantine, scratch);
    store.grantDelete(this.sweep, incoming, quarantine);
    this.grantSend(this.sweep);
    for (const one of [this.deliver, this.sweep]) store.grantStates(one);
  }

  grantSend(caller: Caller): void {
    this.queue.grantSend(caller, variables.deliveryQueue);
  }

  #makeDeliver(ground: Ground, network: HouseFunctionProps['network']): HouseFunction {
    const { delivery, lambda, retention, engineWaitHours } = ground.plan;
    const deliver = new HouseFunction(this, 'Deliver', ground, {
      name: 'deliver',
      description: 'Delivers the copies that are due',
      timeout: timing.deliver,
      loops: true,
      environment: {
        [variables.deliveryTls]: delivery.tls,
        [variables.engineWaitHours]: String(engineWaitHours),
        [variables.giveUpDays]: String(delivery.giveUpDays),
        [variables.searchDays]: String(retention.searchDays),
      },
      ...(network && { network }),
    });
    this.queue.grantDelay(deliver, variables.deliveryQueue);
    deliver.addEventSource(
      new SqsEventSource(this.queue.queue, {
        batchSize: batch,
        maxBatchingWindow: Duration.seconds(0),
        maxConcurrency: lambda.deliveryConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    return deliver;
  }

  #makeSweep(ground: Ground): HouseFunction {
    const { retention, engineWaitHours, delivery } = ground.plan;
    return new HouseFunction(this, 'Sweep', ground, {
      name: 'sweep',
      description: 'Finds what is due and what others left undone',
      timeout: timing.sweep,
      environment: {
        [variables.searchDays]: String(retention.searchDays),
        [variables.engineWaitHours]: String(engineWaitHours),
        [variables.giveUpDays]: String(delivery.giveUpDays),
      },
    });
  }
}
