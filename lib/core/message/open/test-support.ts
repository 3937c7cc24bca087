/** For tests: messages written as lines, and tools that open nothing. */
import { Buffer } from 'node:buffer';

import { openMessage } from './open.ts';
import type { OpenTools } from './tools.ts';
import type { OpenedMessage } from './opened.ts';

export const noTools: OpenTools = {
  identify: () => [],
  expand: () => Promise.resolve({ entries: [], defects: [], limits: [] }),
  clock: () => 0,
};

export const message = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1');

export const openLines = (...lines: string[]): Promise<OpenedMessage> =>
  openMessage('test', message(...lines), noTools);

/** Codes of all defects, in order and without repetition. */
export const codesOf = ({ opened }: OpenedMessage): string[] => [...new Set(opened.defects.map(({ code }) => code))];

/** Each part but the message itself as `origin seenBy type "content"`. */
export function partsOf(found: OpenedMessage): string[] {
  return found.opened.parts.slice(1).map(({ n, origin, seenBy, declaredType }) => {
    const witnesses = seenBy.map((name) => name[0]).join('');
    const content = Buffer.from(found.bytes(n) ?? []).toString('latin1');
    return `${origin} ${witnesses} ${declaredType ?? '-'} ${JSON.stringify(content)}`;
  });
}
