/** The archive gets every copy that came to rest, whoever died and however long it was away; and holds nothing up. */
import { describe, expect, test } from 'vitest';

import { copyOf, stepOf } from '../../../test/contract/samples.ts';
import { dieAfter, throttle } from '../../../test/support/aws/faults.ts';
import { hour, minute, storesUnderTest, time } from './dynamo.test-support.ts';

const under = storesUnderTest();

describe('the archive', () => {
  const delivered = async (): Promise<void> => {
    const [copy] = await under.decide(copyOf(under.id, 0));
    await under.stores.copies.transitions([stepOf(copy!, 'delivered', 'delivered', { due: undefined })]);
  };

  test('has a row of what came to rest, and the copy leaves the index', async () => {
    await delivered();
    expect(under.aws.archiveRows).toEqual([
      {
        id: under.id,
        r: 0,
        v: 2,
        receivedat: '2027-01-15T08:00:00.000Z',
        updatedat: '2027-01-15T08:00:00.502Z',
        state: 'delivered',
        fate: 'deliver',
        collector: 'smtp',
        clientip: '192.0.2.7',
        helo: 'mail.sender.example',
        tls: 'TLSv1.3',
        mailfrom: 'sender@sender.example',
        headerfrom: 'shop@author.example',
        recipient: 'user0@example.test',
        subject: 'Your order has been shipped',
        messageid: '<1@author.example>',
        size: 1234,
        score: 1.5,
        spf: 'pass',
        findings: ['MIME_ODD', 'SPF_PASS'],
        reasons: ['SCORE by spam.atLeast[0] (platform): deliver'],
        route: 'smtp mail.inside.example:25',
        attempts: 0,
        events: (await under.stores.log.events(under.id, 0)).map((event) => JSON.stringify(event)),
      },
    ]);
    const copy = await under.item('copy#00000');
    expect(copy).toMatchObject({ sent: 2 });
    expect(copy).not.toHaveProperty('wakeShard');
  });

  test('has a row of what waits for long, which stays in the index', async () => {
    const [copy] = await under.decide(copyOf(under.id, 0));
    const taken = stepOf(copy!, 'attempting', 'attempted', { lease: { owner: 'one', until: time } });
    await under.stores.copies.transitions([taken]);
    expect(under.aws.archiveRows).toEqual([]);
    await under.stores.copies.transitions([
      stepOf(taken, 'deferred', 'deferred', { lease: undefined, due: time + hour }),
    ]);
    expect(under.aws.archiveRows).toMatchObject([{ v: 3, state: 'deferred', attempts: 1 }]);
    expect(await under.item('copy#00000')).toMatchObject({ wakeAt: time + hour });
  });

  test('that is away holds nothing up, and gets it from the sweeper', async () => {
    under.aws.refuseRecords = 1;
    await delivered();
    expect((await under.stores.copies.of(under.id))[0]?.state).toBe('delivered');
    expect(await under.item('copy#00000')).toMatchObject({ wakeShard: expect.stringMatching(/^unsent#\d$/) });
    expect(await under.stores.sendUnsent(time + 500, 10)).toEqual({ sent: 0, left: 0 });
    expect(await under.stores.sendUnsent(time + 2 * minute, 10)).toEqual({ sent: 1, left: 0 });
    expect(under.aws.archiveRows).toMatchObject([{ id: under.id, state: 'delivered' }]);
    expect(await under.stores.sendUnsent(time + 2 * minute, 10)).toEqual({ sent: 0, left: 0 });
    expect(await under.item('copy#00000')).not.toHaveProperty('wakeShard');
  });

  test('that answers nothing at all is asked once, then left alone for a while', async () => {
    under.aws.fault = throttle('firehose', 1000);
    const before = under.aws.calls.filter(({ service }) => service === 'firehose').length;
    await delivered();
    const asked = under.aws.calls.filter(({ service }) => service === 'firehose').length - before;
    under.id = under.nextId();
    await delivered();
    expect(under.aws.calls.filter(({ service }) => service === 'firehose').length - before).toBe(asked);
    under.aws.fault = undefined;
    under.now += minute;
    expect(await under.stores.sendUnsent(time + 2 * minute, 10)).toEqual({ sent: 2, left: 0 });
  });

  test('gets what a dead writer left: delivered, or held', async () => {
    const [copy, held] = await under.decide(copyOf(under.id, 0), copyOf(under.id, 1));
    for (const next of [stepOf(copy!, 'delivered', 'delivered'), stepOf(held!, 'held', 'held')]) {
      under.aws.fault = dieAfter(under.updates(`copy#0000${next.r}`));
      await expect(under.stores.copies.transitions([next])).rejects.toThrow();
      under.aws.fault = undefined;
    }
    expect(await heldNow()).toEqual([1]);
    expect(await under.stores.sendUnsent(time + 2 * minute, 10)).toEqual({ sent: 2, left: 0 });
    expect(new Set(under.aws.archiveRows.map(({ r }) => r))).toEqual(new Set([0, 1]));
    expect(await under.item('copy#00001')).toMatchObject({
      wakeShard: expect.stringMatching(/^held#\d$/),
      wakeAt: time,
    });
    expect(await heldNow()).toEqual([1]);
  });

  const heldNow = async (): Promise<number[]> =>
    (await under.stores.log.search({ state: 'held', id: under.id, limit: 10 })).records.map(({ r }) => r);
});
