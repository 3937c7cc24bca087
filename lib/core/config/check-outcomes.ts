/** The outcomes of a layer: verdicts and finding codes, each with an action. */
import { actionable, type Outcomes } from '../policy/schema.ts';
import { checkAction } from './check-action.ts';
import { knownCodes, type OutcomeLayer } from './known-codes.ts';
import { pathText, type Found, type Path } from './problem.ts';
import { unknownKey } from './sentences.ts';
import { editDistance, nearest } from './suggest.ts';

/** `lists`: keys of this layer that are no outcomes. */
export function checkOutcomes(
  outcomes: Outcomes | undefined,
  path: Path,
  layer: OutcomeLayer,
  lists: readonly string[] = [],
): Found[] {
  return Object.entries(outcomes ?? {}).flatMap(([key, action]) => {
    const at = [...path, layer, key];
    const isVerdict = (actionable as readonly string[]).includes(key);
    if (!isVerdict && !/^[A-Z][A-Z0-9_]{1,63}$/.test(key)) return [unknownKey(at, [...lists, ...actionable])];
    return [...(isVerdict ? [] : checkCode(key, layer, at)), ...(action === undefined ? [] : checkAction(action, at))];
  });
}

/** An outcome for a code that nobody states would be silently without effect. */
function checkCode(code: string, layer: OutcomeLayer, path: Path): Found[] {
  if (knownCodes[layer].includes(code)) return [];
  const found = (advice: string): Found[] => [{ path, at: 'key', message: `${pathText(path)}: ${advice}.` }];
  const other = Object.entries(knownCodes).find(([, codes]) => codes.includes(code))?.[0];
  if (other !== undefined) return found(`findings of this code belong to ${other}: write it there`);
  if (layer === 'antivirus') {
    // Rules of an installation's own name codes of their own; only a slip of one letter is surely one of ours.
    const slip = knownCodes.antivirus.find((known) => editDistance(code, known) === 1);
    return slip === undefined ? [] : found(`no finding has this code: write ${slip}`);
  }
  const near = nearest(code, knownCodes[layer]);
  return found(`no finding of this layer has this code: write ${near ?? 'one that docs/findings.md lists'}`);
}
