/** The one stack: it only puts the rooms together. */
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { Filter } from '../filter/filter.ts';
import type { Ground } from '../house/ground.ts';
import { layersOf } from '../layer.ts';
import { Store } from '../store/store.ts';

export class CitrusMail extends Stack {
  constructor(scope: Construct, ground: Ground) {
    super(scope, 'CitrusMail', { stackName: ground.plan.name, description: 'CitrusMail: an inbound mail filter' });
    const layers = layersOf(this, ground.clamav);
    const store = new Store(this, ground);
    new Filter(this, ground, { store, layers });
  }
}
