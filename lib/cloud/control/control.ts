/** The function that does what an operator's command asks for: `citrusmail ... --cloud` invokes it by its name. */
import { Construct } from 'constructs';

import { controlFunction } from '#wiring/control.ts';
import type { Facts } from '#wiring/facts.ts';
import { prefixes } from '#wiring/keys.ts';
import { timing } from '#wiring/timing.ts';
import { variables } from '#wiring/variables.ts';
import { Stack } from 'aws-cdk-lib';
import { grantMailboxes, type Secrets } from '../collect/secrets.ts';
import type { Deliver } from '../deliver/deliver.ts';
import type { Filter } from '../filter/filter.ts';
import { HouseFunction } from '../house/function.ts';
import type { Ground } from '../house/ground.ts';
import type { Archive } from '../record/record.ts';
import type { Store } from '../store/store.ts';

export interface ControlProps {
  store: Store;
  filter: Filter;
  deliver: Deliver;
  archive: Archive;
  secrets?: Secrets | undefined;
  facts: Facts;
}

export class Control extends Construct {
  readonly control: HouseFunction;

  constructor(scope: Construct, ground: Ground, { store, filter, deliver, archive, secrets, facts }: ControlProps) {
    super(scope, 'Control');
    const { name, delivery, retention, engineWaitHours } = ground.plan;
    this.control = new HouseFunction(this, 'Control', ground, {
      name: 'control',
      functionName: controlFunction(name),
      description: 'Does what the command of an operator asks for',
      timeout: timing.control,
      environment: {
        [variables.facts]: Stack.of(this).toJsonString(facts),
        [variables.giveUpDays]: String(delivery.giveUpDays),
        [variables.searchDays]: String(retention.searchDays),
        [variables.engineWaitHours]: String(engineWaitHours),
      },
    });
    const { incoming, quarantine, mailbox, scratch, rules, lessons, signatures } = prefixes;
    store.grantStates(this.control);
    store.grantRead(this.control, incoming, quarantine, mailbox, scratch, lessons, signatures);
    store.grantWrite(this.control, incoming, quarantine, scratch, rules, lessons);
    store.grantDelete(this.control, incoming, quarantine, mailbox, scratch, lessons);
    filter.grantRun(this.control);
    deliver.grantSend(this.control);
    archive.grantPut(this.control);
    if (secrets) grantMailboxes(this.control, secrets);
  }
}
