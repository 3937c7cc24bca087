/**
 * Facts of the research's section 5 that no rehearsal on one machine can show, and that no test of a room sees alone: times and sizes that
 * the template, the machine and the code must agree on. What a single resource must be is tested beside lib/cloud.
 */
import { beforeAll, describe, expect, it } from 'vitest';

import { attemptLease } from '#core/deliver/schedule.ts';
import { scanLease } from '#core/journey.ts';
import { parcelLimit, serviceErrors, states } from '#wiring/filter.ts';

import type { Definition, State } from '../support/aws/definition.ts';
import { statesOf } from '../support/aws/definition.ts';
import { mostState } from '../support/aws/states.ts';
import { type Assembly, plansOf, synthesize } from './support/assembly.ts';
import { isNamed } from './support/functions.ts';
import { definitionOf } from './support/machine.ts';

let assembly: Assembly;
let machine: Definition;
beforeAll(async () => {
  assembly = await synthesize();
  // Names the functions, which the definition calls.
  plansOf(assembly);
  machine = definitionOf(assembly.template);
});

const secondsOf = (folder: string): number => {
  const plan = plansOf(assembly).find((one) => isNamed(one, folder));
  if (!plan) throw new Error(`no function ${folder}`);
  return plan.timeout;
};
const tasks = (): [string, State][] => statesOf(machine).filter(([, { Type }]) => Type === 'Task');
const limitOf = (name: string): number => Number(limited(tasks().find(([task]) => task === name)?.[1]));
const limited = (state: State | Definition | undefined): unknown => state?.TimeoutSeconds;

describe('execution FAILED or TIMED_OUT', () => {
  it('comes of Decide alone: what all other states do wrong is caught', () => {
    const uncaught = tasks().filter(
      ([, { Catch = [] }]) => !Catch.some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL')),
    );
    expect(uncaught.map(([name]) => name)).toEqual([states.decide]);
  });

  it('does not come of time: an Express run has 300 s, and its longest way fits into what it is given', () => {
    const examining = Math.max(...[states.clamav, states.yara, states.content].map(limitOf));
    expect(limitOf(states.open) + examining + limitOf(states.decide)).toBeLessThan(Number(limited(machine)));
    expect(Number(limited(machine))).toBeLessThan(300);
  });

  it('is waited for longer than it may take', () => {
    expect(secondsOf('start')).toBeGreaterThan(Number(limited(machine)));
  });
});

describe('Lambda throttled', () => {
  it('is tried again at every state', () => {
    for (const [, { Retry = [] }] of tasks())
      expect(Retry.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual(expect.arrayContaining([...serviceErrors]));
  });
});

describe('sync Express is at most once, SQS at least once', () => {
  it('nobody believes a run dead that may still be at work', () => {
    expect(scanLease).toBeGreaterThan(Number(limited(machine)) * 1000);
    expect(attemptLease).toBeGreaterThan(secondsOf('deliver') * 1000);
  });
});

describe('state > 256 KiB', () => {
  it('holds what Open and three examiners may put into it, twice over', () => {
    const parcels = 2 + 3;
    expect(2 * parcels * parcelLimit).toBeLessThan(mostState);
  });
});

describe('destination down', () => {
  it('is given up before any queue forgets', () => {
    for (const { properties } of assembly.template.ofType('AWS::SQS::Queue'))
      expect(Number(properties['MessageRetentionPeriod']) * 1000).toBeGreaterThan(2 * 5 * 24 * 60 * 60_000);
  });
});

describe('region and zone', () => {
  it('a message that is not finished stays in incoming/ for as long as it takes', () => {
    const [bucket] = assembly.template.ofType('AWS::S3::Bucket');
    const { Rules } = assembly.template.resolve(bucket?.properties['LifecycleConfiguration']) as {
      Rules: { Prefix?: string; ExpirationInDays?: number }[];
    };
    const expiring = Rules.filter(({ ExpirationInDays }) => ExpirationInDays !== undefined);
    expect(expiring.filter(({ Prefix = '' }) => 'incoming/'.startsWith(Prefix))).toEqual([]);
  });
});
