/** What rooms' tests look at: the three profiles, made once for a file. */
import type { Template } from 'aws-cdk-lib/assertions';
import { expect } from 'vitest';

import { type Resource, resources, templateOf } from './app.test-support.ts';

export const settings = {
  small: { profile: 'small' },
  standard: {},
  large: { profile: 'large', entrance: 'both', domains: ['example.test'], delivery: { port25: true } },
};
export type Profile = keyof typeof settings;
export const profiles = Object.keys(settings) as Profile[];

export const layerArn = 'arn:aws:lambda:eu-central-1:123456789012:layer:clamav:3';

const made = new Map<Profile, Template>();
export function template(profile: Profile): Template {
  const found = made.get(profile) ?? templateOf(settings[profile], { arn: layerArn });
  made.set(profile, found);
  return found;
}

export const all = (type: string, profile: Profile = 'standard'): Resource[] =>
  Object.values(resources(template(profile), type));

/** The first, of which there must be one. */
export function first(type: string, profile: Profile = 'standard'): Resource {
  const [one] = all(type, profile);
  if (!one) throw new Error(`no ${type} in ${profile}`);
  return one;
}

/** The one whose description holds these words. */
export function functionOf(words: string, profile: Profile = 'standard'): Resource {
  const found = all('AWS::Lambda::Function', profile).filter((one) => JSON.stringify(one).includes(words));
  expect(found).toHaveLength(1);
  return found[0]!;
}
