/** Changes and conditions in DynamoDB's own words. */

export interface Change {
  /** Undefined takes the attribute away. */
  set: Record<string, unknown>;
  add?: Record<string, number | Set<string>>;
  /** Set only where there is nothing yet. */
  first?: Record<string, unknown>;
}

/** `#v = :before` with the values of its colons; what follows a # is an attribute. */
export interface Condition {
  text: string;
  values?: Record<string, unknown>;
}

export const isAbsent: Condition = { text: 'attribute_not_exists(#pk)' };
export const isVersion = (v: number): Condition => ({ text: '#v = :version', values: { version: v } });

export function expressions({ set, add = {}, first = {} }: Change, when?: Condition) {
  const present = Object.keys(set).filter((name) => set[name] !== undefined);
  const absent = Object.keys(set).filter((name) => set[name] === undefined);
  const firsts = Object.keys(first).filter((name) => first[name] !== undefined);
  const clauses = [
    ['SET', [...present.map((n) => `#${n} = :${n}`), ...firsts.map((n) => `#${n} = if_not_exists(#${n}, :${n})`)]],
    ['REMOVE', absent.map((n) => `#${n}`)],
    ['ADD', Object.keys(add).map((n) => `#${n} :${n}`)],
  ] as const;
  const update = clauses
    .flatMap(([verb, terms]) => (terms.length > 0 ? [`${verb} ${terms.join(', ')}`] : []))
    .join(' ');
  const given = Object.fromEntries([...present.map((n) => [n, set[n]]), ...firsts.map((n) => [n, first[n]])]);
  const values = valuesOf({ ...given, ...add, ...when?.values });
  return {
    UpdateExpression: update,
    ExpressionAttributeNames: namesIn(`${update} ${when?.text ?? ''}`),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ...(when && { ConditionExpression: when.text }),
  };
}

export function namesIn(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name ?? '']));
}

export function valuesOf(values: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]));
}
