/** The next hop is away, for days, or does not say its last word. */
import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';

const fact = 'section 5: Destination down for a day; circuit breaker per destination';
const day = 24;
const messages = 12;
/** By the schedule alone each of them would be tried five times in two hours. */
const mostConnections = 2.5 * messages;

export const faults: Fault[] = [
  {
    name: `the destination is away for two hours, with ${messages} messages for it`,
    fact,
    async arrange(scene) {
      const { hop } = scene.stage;
      hop.open = false;
      scene.restless = 5 * 60;
      const [before, more] = [hop.connections, Array.from({ length: messages - 1 }, (_, n) => scene.another(n + 1))];
      for (const one of more) await one.send();
      scene.after(2 * 60, () => {
        triedMeanwhile = hop.connections - before;
        hop.open = true;
      });
      others = more;
    },
    check: triedSeldom,
  },
  {
    name: 'the destination is away for three days',
    fact,
    hours: 5 * day,
    arrange(scene) {
      const { hop } = scene.stage;
      hop.open = false;
      scene.after(3 * day * 60, () => (hop.open = true));
    },
  },
  {
    name: 'the destination is away for good',
    fact,
    hours: 7 * day,
    outcomes: { away: 'expired', here: 'delivered', strict: 'held' },
    arrange({ stage: { hop } }) {
      hop.open = false;
    },
  },
  {
    name: 'the connection breaks after the final dot',
    fact: 'promise 3: RFC 1047',
    duplicates: true,
    arrange({ stage: { hop } }) {
      hop.loseReplies = 1;
    },
  },
];

let others: Scene[] = [];
let triedMeanwhile = 0;

function triedSeldom({ stage: { hop } }: Scene): string[] {
  const missing = others.filter((one) => hop.arrivals(one.address('away')) !== 1);
  const said = missing.length > 0 ? [`${missing.length} of the others did not come once`] : [];
  return triedMeanwhile > mostConnections ? [...said, `${triedMeanwhile} connections to a dead host`] : said;
}
