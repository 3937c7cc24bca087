/** What an action must make sense of, wherever in a policy it stands. */
import { canonicalAddress } from '../message/canonical.ts';
import type { Action } from '../policy/schema.ts';
import { pathText, shown, type Found, type Path } from './problem.ts';

export function checkAction(action: Action, path: Path): Found[] {
  if (typeof action === 'string') {
    const message = `${pathText(path)} redirects, but not where to: write { fate: redirect, redirectTo: desk@example.test }.`;
    return action === 'redirect' ? [{ path, message }] : [];
  }
  return [...checkTarget(action, path), ...checkEdits(action, path)];
}

type Detailed = Exclude<Action, string>;

function checkTarget({ fate, redirectTo, copyTo }: Detailed, path: Path): Found[] {
  const found: Found[] = [];
  const where = pathText(path);
  if (fate === 'redirect' && redirectTo === undefined) {
    found.push({
      path,
      message: `${where} redirects, but not where to: write redirectTo: desk@example.test beside it.`,
    });
  }
  if (redirectTo !== undefined) {
    const target = [...path, 'redirectTo'];
    if (fate !== 'redirect') {
      found.push({
        path: target,
        at: 'key',
        message: `${where} has a redirectTo, but its fate is ${fate}: write fate: redirect, or take redirectTo out.`,
      });
    }
    found.push(...checkAddress(redirectTo, target));
  }
  if (copyTo !== undefined) {
    found.push({
      path: [...path, 'copyTo'],
      at: 'key',
      message: `${where} has a copyTo, which this version does not carry out: take it out, or redirect.`,
    });
  }
  return found;
}

/** They have their place in the format, but no rendering yet. */
export const editsToCome: readonly string[] = ['strip'];

/** Edits that nobody would see, and those that the rendering of this version does not make, would be silent promises. */
function checkEdits({ fate, edits = [] }: Detailed, path: Path): Found[] {
  const where = pathText(path);
  if (edits.length > 0 && (fate === 'quarantine' || fate === 'discard')) {
    const message = `${where} has edits, but with fate ${fate} nothing is delivered: take the edits out, or write fate: deliver.`;
    return [{ path: [...path, 'edits'], at: 'key', message }];
  }
  return edits.flatMap((edit, i) => {
    const kind = editsToCome.find((kind) => kind in edit);
    if (kind === undefined) return [];
    const message = `${where}.edits[${i}] is a ${kind}, which this version does not carry out: write a subject or a header.`;
    return [{ path: [...path, 'edits', i], message }];
  });
}

export function checkAddress(address: string, path: Path): Found[] {
  if (canonicalAddress(address) !== undefined) return [];
  return [
    {
      path,
      message: `${pathText(path)} is ${shown(address)}, which is no address: write one such as alice@example.test.`,
    },
  ];
}
