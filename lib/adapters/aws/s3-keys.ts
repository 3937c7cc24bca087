/** Where a message lies in the bucket. Ids become keys only here, so nothing but a UUID can choose one. */
import { createHash } from 'node:crypto';

import { bytesSuffix, laneCount, prefixes } from '#wiring/keys.ts';

export type Place = 'incoming' | 'quarantine';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const incomingKey = new RegExp(`^${prefixes.incoming}([0-9a-f])/(.*)\\${bytesSuffix}$`);

export const lanes = Array.from({ length: laneCount }, (_, n) => n.toString(16));

export function isId(id: string): boolean {
  return uuid.test(id);
}

export function checkedId(id: string): string {
  if (!isId(id)) throw new RangeError('a message id must be a UUID in lower case');
  return id;
}

function laneOf(id: string): string {
  return createHash('sha256').update(checkedId(id)).digest('hex').charAt(0);
}

export function messageKey(place: Place, id: string): string {
  return `${prefixes[place]}${laneOf(id)}/${id}${bytesSuffix}`;
}

/** Of a key in `incoming/`; undefined for whatever is not a message of ours. */
export function idOfKey(key: string): string | undefined {
  const [, lane, id] = incomingKey.exec(key) ?? [];
  return id !== undefined && isId(id) && laneOf(id) === lane ? id : undefined;
}
