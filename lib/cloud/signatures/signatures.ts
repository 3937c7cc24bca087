/** One function brings ClamAV's signatures into the bucket for all others. */
import { Duration, Size } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

import { prefixes } from '#wiring/keys.ts';
import { timing } from '#wiring/timing.ts';
import { variables } from '#wiring/variables.ts';
import { HouseFunction } from '../house/function.ts';
import type { Ground } from '../house/ground.ts';
import type { Store } from '../store/store.ts';

export interface SignaturesProps {
  store: Store;
  layers: lambda.ILayerVersion[];
}

export class Signatures extends Construct {
  readonly update: HouseFunction;
  readonly hourly: events.Rule;

  constructor(scope: Construct, ground: Ground, { store, layers }: SignaturesProps) {
    super(scope, 'Signatures');
    const { mirror } = ground.plan.clamav;
    this.update = new HouseFunction(this, 'Update', ground, {
      name: 'signatures',
      description: 'Brings the signatures of ClamAV into the bucket',
      timeout: timing.signatures,
      x86: true,
      layers,
      // Two sets: the one of before and the one to come.
      temporary: Size.gibibytes(4),
      ...(mirror !== undefined && { environment: { [variables.signatureMirror]: mirror } }),
    });
    store.grantRead(this.update, prefixes.signatures);
    store.grantWrite(this.update, prefixes.signatures);
    store.grantDelete(this.update, prefixes.signatures);
    // Nor is a call kept for hours that could not be made at once.
    this.update.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(30) });
    this.hourly = new events.Rule(this, 'Hourly', {
      schedule: events.Schedule.rate(Duration.hours(1)),
      // The next hour is soon enough.
      targets: [new targets.LambdaFunction(this.update, { retryAttempts: 0 })],
    });
  }
}
