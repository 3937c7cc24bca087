/** What CitrusMail costs in AWS: for a million messages and for a month at rest, line by line; beside others. */
import { synthesize } from '../test/cloud/support/assembly.ts';
import { dearest, type Line, total } from './support/cost/bill.ts';
import { choices } from './support/cost/choices.ts';
import { peers } from './support/cost/peers.ts';
import { perMillion, waits } from './support/cost/per-million.ts';
import { pricedOn, prices } from './support/cost/prices.ts';
import { rehearse } from './support/cost/rehearse.ts';
import { atRest } from './support/cost/rest.ts';
import { printTable } from './support/figures.ts';

export const summary = 'dollars for a million messages and for a month at rest, from the template and the rehearsal';

const profiles = {
  small: { profile: 'small', entrance: 'ses', domains: ['example.test'] },
  standard: { profile: 'standard' },
  large: { profile: 'large' },
} as const;
const million = 1_000_000;

export async function run(args: string[]): Promise<void> {
  const messages = Number(args[args.indexOf('--messages') + 1] || 60);
  const assemblies = await Promise.all(Object.values(profiles).map((settings) => synthesize(settings)));
  const [small, standard, large] = assemblies.map(({ raw }) => atRest(raw.Resources)) as [Line[], Line[], Line[]];
  const measured = await rehearse(assemblies[1]!, messages);
  const variable = perMillion(measured);
  console.log(
    `Prices: us-east-1, list, no free tiers, ${pricedOn}. Counted over ${messages} messages of ${Math.round(measured.bytes / messages / 1000)} KB, ` +
      `${(measured.archived / messages).toFixed(1)} recipients each. Assumed are waits alone, in ms: ${Object.entries(
        waits,
      )
        .filter(([, ms]) => ms > 0)
        .map(([name, ms]) => `${name} ${ms}`)
        .join(', ')}.\n`,
  );
  printBill('for a million messages', variable);
  console.log(
    `\nwithout the way out over the internet: ${dollars(total(variable.filter(({ name }) => !name.startsWith('to the next hop'))))}\n`,
  );
  printBill('the five largest', dearest(variable, 5));
  for (const [name, lines] of Object.entries({ small, standard, large })) {
    console.log();
    printBill(`a month at rest, profile ${name}`, lines);
  }
  console.log();
  printChoices(measured);
  console.log();
  printBeside(total(variable), { small: total(small), standard: total(standard), large: total(large) });
  const breakEven = (total(standard) - total(small)) / (prices.sesIn.dollars * million);
  console.log(`\nThe edge is cheaper than the SES entrance from ${breakEven.toFixed(2)} million messages a month.`);
}

function printBill(title: string, lines: readonly Line[]): void {
  printTable(
    [title, 'count', 'dollars'],
    [
      ...lines.map(({ name, count, dollars: sum }) => [name, amount(count), sum.toFixed(2)]),
      ['sum', '', total(lines).toFixed(2)],
    ],
  );
}

const amount = (count: number): string =>
  count >= 1000 ? Math.round(count).toLocaleString('en') : count.toFixed(count % 1 === 0 ? 0 : 2);
const dollars = (sum: number): string => `${sum.toFixed(2)} dollars`;

function printChoices(measured: Parameters<typeof choices>[0]): void {
  printTable(
    ['chosen', 'instead of', 'saves', 'per'],
    choices(measured)
      .toSorted((a, b) => b.saves - a.saves)
      .map(({ chosen, instead, saves, per }) => [chosen, instead, saves.toFixed(2), per]),
  );
}

function printBeside(perMillionSum: number, rest: Record<'small' | 'standard' | 'large', number>): void {
  const volumes = [10_000, million, 30 * million];
  const sesIn = 100;
  const ours = (profile: keyof typeof rest, extra = 0): string[] => [
    `CitrusMail, profile ${profile}`,
    ...volumes.map((messages) =>
      Math.round(rest[profile] + (messages / million) * (perMillionSum + extra)).toLocaleString('en'),
    ),
  ];
  printTable(
    ['dollars a month', ...volumes.map((messages) => `${messages.toLocaleString('en')} messages`)],
    [
      ours('small', sesIn),
      ours('standard'),
      ours('large'),
      ...peers.map(({ name, month }) => [
        name,
        ...volumes.map((messages) => Math.round(month(messages)).toLocaleString('en')),
      ]),
    ],
  );
}
