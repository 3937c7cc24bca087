/**
 * How much spam is caught, and how much honest mail suffers for it, on mail whose senders the model has never seen; beside SpamAssassin and
 * rspamd on the same messages in the same run. Public sets flatter every filter: docs/spam.md says what the figures are worth.
 */
import { parseArgs } from 'node:util';

import { shippedModel } from '#core/analyse/spam/model/shipped.ts';

import { draw, lot, samplesOf, type Sample, type SetName } from './corpora.ts';
import { progress } from './progress.ts';
import { seeAll, type Seen } from './spam-data.ts';
import { crossValidated, shippedOn, taught, withoutSet } from './support/accuracy/ours.ts';
import { inLanes, judges, type Judge } from './support/accuracy/peers.ts';
import { catchAt, reaching, type Scored, type Share } from './support/accuracy/rates.ts';
import { printTable } from './support/figures.ts';
import { trainingMail } from './train.ts';

export const summary =
  'catch at bounds on false alarms, a line a set, beside SpamAssassin and rspamd; --no-peers, --peers-only, --seed WORD, --json';

interface Line {
  system: string;
  test: string;
  kind: string;
  catch: Share[];
  /** Ham and spam at the two thresholds: tagged, held. */
  ham: Share[];
  spam: Share[];
}

const bounds = [0.005, 0.01, 0.05] as const;
/** The default policy tags at 5 and quarantines at 8. */
const ourThresholds = [5, 8] as const;
const peerSample = 250;
const trained: SetName = 'spamassassin-2002';

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      'no-peers': { type: 'boolean' },
      'peers-only': { type: 'boolean' },
      seed: { type: 'string', default: 'citrus' },
      json: { type: 'boolean' },
    },
  });
  console.error(`seed ${values.seed}`);
  const lines = values['peers-only'] ? [] : await ourLines(await trainingMail(), values.seed);
  if (!values['no-peers']) for (const start of judges()) lines.push(...(await peerLines(start, values.seed)));
  if (values.json) console.log(JSON.stringify(lines));
  else print(lines);
}

async function ourLines(training: readonly Seen[], seed: string): Promise<Line[]> {
  const of = (set: SetName): Seen[] => training.filter((one) => one.set === set);
  const unseen: SetName[] = [
    'newsletters-2023',
    'lists-2019-2023',
    'spamassassin-2002',
    'csdmc2010-new',
    'nazario-phish-2004-2005',
  ];
  const phishing = await seeAll(draw(samplesOf('phishing-pot-2022-2025q3'), 1200, seed), 'phishing-pot');
  const halves = halved(await seeAll(samplesOf(trained), trained));
  const ours = (test: string, scored: Scored[]): Line[] => linesOf('CitrusMail', test, scored, ourThresholds);
  return [
    ...ours('commercial-2025-2026, by sender', crossValidated(training, 'commercial-2025-2026')),
    ...ours(
      'commercial-2025-2026, without the set',
      withoutSet(training, 'commercial-2025-2026', of('commercial-2025-2026')),
    ),
    ...unseen.flatMap((set) => ours(`${set}, without the set`, withoutSet(training, set, of(set)))),
    ...ours('phishing-pot-2022-2025q3, as shipped', shippedOn(shippedModel(), phishing)),
    ...ours(`${trained}, taught half`, taught(training, trained, halves)),
  ];
}

function halved<T extends Sample>(all: readonly T[]): { teach: T[]; test: T[] } {
  return { teach: all.filter(({ name }) => lot(name) % 2 === 1), test: all.filter(({ name }) => lot(name) % 2 === 0) };
}

async function peerLines(start: () => Promise<Judge>, seed: string): Promise<Line[]> {
  const judge = await start();
  const thresholds = [judge.threshold, judge.threshold];
  const ask = async (test: string, samples: readonly Sample[]): Promise<Line[]> =>
    linesOf(judge.name, test, await scoredBy(judge, test, samples), thresholds);
  const some = (set: SetName): Sample[] => {
    const all = samplesOf(set);
    return [true, false].flatMap((spam) =>
      draw(
        all.filter((sample) => sample.spam === spam),
        peerSample,
        seed,
      ),
    );
  };
  const halves = halved(samplesOf(trained));
  const test = [true, false].flatMap((spam) =>
    draw(
      halves.test.filter((sample) => sample.spam === spam),
      2 * peerSample,
      seed,
    ),
  );
  try {
    return [
      ...(await ask('commercial-2025-2026, untrained', some('commercial-2025-2026'))),
      ...(await ask('newsletters-2023, untrained', some('newsletters-2023'))),
      ...(await ask('phishing-pot-2022-2025q3, untrained', some('phishing-pot-2022-2025q3'))),
      ...(await ask(`${trained}, untrained`, test)),
      ...(await teachAll(judge, halves.teach), await ask(`${trained}, taught half`, test)),
      ...(await ask('commercial-2025-2026, taught half of the other', some('commercial-2025-2026'))),
    ];
  } finally {
    await judge.stop();
  }
}

async function teachAll(judge: Judge, samples: readonly Sample[]): Promise<void> {
  const bar = progress(`teaching ${judge.name}`, samples.length);
  let done = 0;
  await inLanes(samples, 2, async (sample) => {
    await judge.teach(sample);
    bar(++done);
  });
}

async function scoredBy(judge: Judge, test: string, samples: readonly Sample[]): Promise<Scored[]> {
  const bar = progress(`${judge.name}: ${test}`, samples.length);
  let done = 0;
  return inLanes(samples, 2, async (sample) => {
    const score = await judge.score(sample);
    bar(++done);
    return { spam: sample.spam, kind: sample.kind, score };
  });
}

/** One line for the set, and where there are several kinds of ham one for each: list talk would hide the rest. */
function linesOf(system: string, test: string, scored: readonly Scored[], thresholds: readonly number[]): Line[] {
  const kinds = [...new Set(scored.filter((one) => !one.spam).map((one) => one.kind))];
  const line = (kind: string, of: readonly Scored[]): Line => ({
    system,
    test,
    kind,
    catch: bounds.map((bound) => catchAt(of, bound)),
    ham: thresholds.map((threshold) => reaching(of, false, threshold)),
    spam: thresholds.map((threshold) => reaching(of, true, threshold)),
  });
  if (kinds.length < 2) return [line(kinds[0] ?? 'no ham', scored)];
  return [
    line('all', scored),
    ...kinds.map((kind) =>
      line(
        kind,
        scored.filter((one) => one.spam || one.kind === kind),
      ),
    ),
  ];
}

function print(lines: readonly Line[]): void {
  const cell = ({ percent, low, high, of }: Share): string =>
    of === 0 ? '-' : `${percent.toFixed(1)} (${low.toFixed(0)}-${high.toFixed(0)})`;
  console.log(
    'Percent, with 95 % intervals (Wilson). tag and hold: our thresholds of 5 and 8 points; for the others their own threshold, twice.\n',
  );
  printTable(
    [
      'system',
      'test',
      'ham of kind',
      'ham',
      'spam',
      'catch at 0.5 %',
      'at 1 %',
      'at 5 %',
      'ham tagged',
      'ham held',
      'spam tagged',
      'spam held',
    ],
    lines.map(({ system, test, kind, ...of }) => [
      system,
      test,
      kind,
      String(of.ham[0]?.of ?? 0),
      String(of.spam[0]?.of ?? 0),
      ...[...of.catch, ...of.ham, ...of.spam].map(cell),
    ]),
  );
}
