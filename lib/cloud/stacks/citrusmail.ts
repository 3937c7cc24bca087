/** The one stack: it only puts the rooms together. */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import type { Facts } from '#wiring/facts.ts';
import { functions } from '#wiring/functions.ts';
import { clamdAddress, Edge } from '../collect/edge.ts';
import { makeSecrets } from '../collect/secrets.ts';
import { SesEntrance } from '../collect/ses.ts';
import { Control } from '../control/control.ts';
import { Deliver } from '../deliver/deliver.ts';
import { grantSms } from '../deliver/sms.ts';
import { Filter } from '../filter/filter.ts';
import type { Ground } from '../house/ground.ts';
import { layersOf } from '../layer.ts';
import { Network } from '../network/network.ts';
import { Archive } from '../record/record.ts';
import { Signatures } from '../signatures/signatures.ts';
import { Store } from '../store/store.ts';
import type { Watched } from '../watch/bells.ts';
import { Watch } from '../watch/watch.ts';

export class CitrusMail extends Stack {
  constructor(scope: Construct, ground: Ground) {
    const { plan, resident } = ground;
    super(scope, 'CitrusMail', { stackName: plan.name, description: 'CitrusMail: an inbound mail filter' });
    const layers = layersOf(this, ground.clamav);
    const store = new Store(this, ground);
    const network = plan.takes.edge || plan.delivery.port25 ? new Network(this, ground) : undefined;
    const clamd =
      network && resident !== undefined ? { address: clamdAddress(plan.name), network: network.clamav } : undefined;

    const filter = new Filter(this, ground, { store, layers, clamd });
    const deliver = new Deliver(this, ground, { store, network: network?.out });
    const archive = new Archive(this, ground, store);
    deliver.grantSend(filter.functions.decide);
    // Whoever brings a copy to rest sends its row.
    for (const writer of [filter.functions.open, filter.functions.decide, deliver.deliver, deliver.sweep])
      archive.grantPut(writer);
    // Who brings a copy to where its recipient is told of it.
    for (const teller of [filter.functions.decide, deliver.deliver]) grantSms(teller, plan);
    filter.grantStart(deliver.sweep);
    // What is held is scanned again with newer signatures.
    filter.grantRun(deliver.sweep);
    const signatures = new Signatures(this, ground, { store, layers });

    const secrets = plan.takes.edge ? makeSecrets(this, ground) : undefined;
    const edge = network && secrets && new Edge(this, ground, { store, network, secrets });
    const ses = plan.takes.ses ? new SesEntrance(this, ground, store) : undefined;

    const watched = watch({ filter, deliver, archive, signatures, ses, edge, tasks: plan.edge.tasks });
    const { topic } = new Watch(this, ground, store, watched);
    const facts = factsOf(ground, { watched, edge, ses, alarmTopic: topic.topicArn });
    const control = new Control(this, ground, { store, filter, deliver, archive, secrets, facts });
    output(this, 'ControlFunction', control.control.functionName);
    if (edge) output(this, 'MailServer', edge.balancer.loadBalancerDnsName);
  }
}

/** What `cdk deploy` prints at its end. */
function output(stack: Stack, name: string, value: string): CfnOutput {
  return new CfnOutput(stack, name, { value });
}

interface Rooms {
  filter: Filter;
  deliver: Deliver;
  archive: Archive;
  signatures: Signatures;
  ses: SesEntrance | undefined;
  edge: Edge | undefined;
  tasks: number;
}

function watch({ filter, deliver, archive, signatures, ses, edge, tasks }: Rooms): Watched {
  return {
    starts: filter.queues,
    delivery: deliver.queue,
    dead: [
      ...filter.queues.map(({ dead }, lane) => ({ id: `start-${lane}`, queue: dead })),
      { id: 'delivery', queue: deliver.queue.dead },
      ...(ses ? [{ id: 'ses', queue: ses.dead }] : []),
    ],
    machine: filter.machine,
    functions: [
      ...Object.values(filter.functions),
      deliver.deliver,
      deliver.sweep,
      signatures.update,
      ...filter.starts,
    ],
    archive: archive.stream,
    edge: edge && { balancer: edge.balancer, targets: edge.targets, tasks },
  };
}

interface Known {
  watched: Watched;
  edge: Edge | undefined;
  ses: SesEntrance | undefined;
  alarmTopic: string;
}

function factsOf({ plan }: Ground, { watched, edge, ses, alarmTopic }: Known): Facts {
  return {
    profile: plan.profile,
    takes: plan.takes,
    hostname: plan.hostname,
    ...(edge && { edgeAddress: edge.balancer.loadBalancerDnsName }),
    ...(ses && { receiptRuleSet: ses.ruleSet }),
    port25: plan.delivery.port25,
    sms: plan.sms.enabled,
    smsMonthlyLimit: plan.sms.monthlyLimit,
    sesSending: false,
    functionMemory: Math.max(...Object.values(functions).map(({ memory }) => memory)),
    deadLetterQueues: watched.dead.map(({ queue }) => queue.queueUrl),
    alarmTopic,
  };
}
