/** cdk.json's context, from what is written there to a plan, or to sentences that say what is wrong with it. */
import { sentencesOf } from './sentences.ts';
import { Settings } from './settings.ts';

/** The settings, with everything decided that follows from others. */
export interface Plan extends Settings {
  /** What mail comes in by. */
  takes: { edge: boolean; ses: boolean };
  lanes: 1 | 2 | 4 | 8 | 16;
  /** A clamd in the edge's task, which stays up. */
  residentClamd: boolean;
}

const contextKey = 'citrusmail';
/** Megabytes that Node has, and those that clamd fills with its signatures. */
const nodeMemory = 1024;
const clamdMemory = 3072;

/** Megabytes of an edge task. */
export const edgeMemory = ({ edge }: Plan, withClamd: boolean): number =>
  edge.memory ?? nodeMemory + (withClamd ? clamdMemory : 0);

export function readSettings(written: unknown): { ok: Plan } | { problems: string[] } {
  const example = '{"citrusmail": {"hostname": "mail.example.test"}}';
  if (written === undefined) return { problems: [`cdk.json has no settings: write "context": ${example}.`] };
  const parsed = Settings.safeParse(written);
  if (!parsed.success) return { problems: sentencesOf(parsed.error, Settings, written).map(placed) };
  const plan = planOf(parsed.data);
  const problems = disagreements(plan);
  return problems.length > 0 ? { problems: problems.map(placed) } : { ok: plan };
}

const placed = (sentence: string): string => `cdk.json, context ${contextKey}: ${sentence}`;

function planOf(settings: Settings): Plan {
  const entrance = settings.entrance ?? (settings.profile === 'small' ? 'ses' : 'edge');
  const takes = { edge: entrance !== 'ses', ses: entrance !== 'edge' };
  const residentClamd = takes.edge && settings.profile !== 'small' && settings.clamav.resident !== false;
  return {
    ...settings,
    takes,
    lanes: settings.lanes ?? (settings.profile === 'large' ? 4 : 1),
    residentClamd,
  };
}

/** What is right by itself and wrong together. */
function disagreements({ takes, domains, residentClamd, edge }: Plan): string[] {
  const found: string[] = [];
  if (!takes.ses && domains.length > 0) {
    const message = 'domains is for mail that comes by SES: write "entrance": "ses" or "both", or take domains out.';
    found.push(message);
  }
  if (residentClamd && edge.memory !== undefined && edge.memory < clamdMemory + 512) {
    const advice = `write 4096, or take it out, since clamd alone fills ${clamdMemory}`;
    found.push(`edge.memory is ${edge.memory}: ${advice}.`);
  }
  if (residentClamd && edge.cpu < 512) {
    const message = `edge.cpu is ${edge.cpu}: write 512 or more, since less does not go with the memory that clamd needs.`;
    found.push(message);
  }
  return found;
}
