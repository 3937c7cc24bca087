import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { assemble, makeApp } from './app.ts';
import { groundOf } from './app.test-support.ts';
import { findLayer, findResident } from './layer.ts';

const folder = mkdtempSync(join(tmpdir(), 'citrusmail-app-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what is wrong in cdk.json', () => {
  test.each([
    [undefined, 'cdk.json has no settings'],
    [
      { hostname: 'mail.example.test', proflie: 'small' },
      'Unknown key "proflie" at the top of the settings: write "profile".',
    ],
    [
      { hostname: 'mail.example.test', clamav: { layer: 'nowhere.zip' } },
      'clamav.layer is "nowhere.zip", which is not there',
    ],
    [
      { hostname: 'mail.example.test', clamav: { resident: 'nowhere' } },
      'clamav.resident is "nowhere", and there is no clamav/ in it',
    ],
  ])('%j ends the synthesis with a sentence, before anything is bundled', async (citrusmail, sentence) => {
    await expect(makeApp({ context: { citrusmail } })).rejects.toThrow(sentence);
  });
});

describe('CDK’s own look at the template', () => {
  beforeAll(() => {
    process.env.CDK_VALIDATION = 'true';
  });
  afterAll(() => {
    process.env.CDK_VALIDATION = 'false';
  });

  const synth = (make: (app: App) => Stack) => (): void => {
    const app = new App({
      outdir: mkdtempSync(join(folder, 'out-')),
      context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
    });
    make(app);
    app.synth();
  };

  test.each([
    {},
    { profile: 'small' },
    { profile: 'large', entrance: 'both', delivery: { port25: true }, sms: { enabled: true } },
  ])('finds nothing in %j', (settings) => {
    expect(synth((app) => assemble(app, groundOf(settings)))).not.toThrow();
  });

  test('would find a property that there is not', () => {
    const wrong = synth(
      (app) =>
        new CfnResource(new Stack(app, 'Wrong'), 'Queue', { type: 'AWS::SQS::Queue', properties: { Nothing: 1 } })
          .stack,
    );
    expect(wrong).toThrow("'Nothing' was unexpected");
  });
});

describe('the ClamAV layer', () => {
  test('that is missing lets the template be looked at, and CloudFormation refuse it', () => {
    const app = new App();
    const { Rules, Parameters } = Template.fromStack(assemble(app, groundOf())).toJSON() as Record<string, object>;
    expect(Parameters).toMatchObject({ ClamavLayerState: { Default: 'missing' } });
    expect(Rules).toMatchObject({
      ClamavLayerIsThere: {
        Assertions: [
          {
            Assert: { 'Fn::Equals': [{ Ref: 'ClamavLayerState' }, 'built'] },
            AssertDescription: expect.stringContaining('run "npm run layer"'),
          },
        ],
      },
    });
  });

  test('that was named has no such rule', () => {
    const named = { arn: 'arn:aws:lambda:eu-central-1:123456789012:layer:clamav:3' };
    const { Rules } = Template.fromStack(assemble(new App(), groundOf({}, named))).toJSON() as Record<string, object>;
    expect(Object.keys(Rules ?? {})).not.toContain('ClamavLayerIsThere');
  });

  test('is looked for where it is made', () => {
    expect(findLayer(undefined, folder)).toBe('missing');
    const { plan } = groundOf();
    expect(findResident(plan, folder)).toBeUndefined();
    mkdirSync(join(folder, '.cache/layers/clamav-x86_64'), { recursive: true });
    mkdirSync(join(folder, '.cache/layers/clamav-arm64/clamav'), { recursive: true });
    expect(findLayer(undefined, folder)).toEqual({ file: join(folder, '.cache/layers/clamav-x86_64') });
    expect(findResident(plan, folder)).toBe(join(folder, '.cache/layers/clamav-arm64'));
    expect(findResident({ ...plan, residentClamd: false }, folder)).toBeUndefined();
  });
});
