/** Expected values are written out, not taken from the code. */
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';

import { actionsOf, resources, statementsOf, templateOf } from '../app.test-support.ts';
import { all, first, functionOf, layerArn, template } from '../profiles.test-support.ts';

describe('functions', () => {
  test('have the sizes and processors that their engines ask for', () => {
    const { Properties } = functionOf('with ClamAV');
    expect(Properties).toMatchObject({
      MemorySize: 3008,
      Timeout: 120,
      EphemeralStorage: { Size: 2048 },
      Architectures: ['x86_64'],
      Layers: [layerArn],
    });
    expect(functionOf('with YARA-X').Properties.Architectures).toEqual(['x86_64']);
    expect(functionOf('Decides').Properties.Architectures).toEqual(['arm64']);
    expect(functionOf('ClamAV into').Properties).toMatchObject({
      MemorySize: 3008,
      EphemeralStorage: { Size: 4096 },
    });
  });

  test('may call themselves by way of a queue', () => {
    expect(functionOf('Runs the filter').Properties.RecursiveLoop).toBe('Allow');
    expect(functionOf('Delivers the copies').Properties.RecursiveLoop).toBe('Allow');
  });

  test('deliver from behind a NAT by port 25 alone', () => {
    expect(functionOf('Delivers the copies').Properties).not.toHaveProperty('VpcConfig');
    expect(functionOf('Delivers the copies', 'large').Properties).toHaveProperty('VpcConfig');
  });

  test('text messages are a right of who delivers and of who holds, and no topic goes with it', () => {
    const sent = (template: Template) =>
      statementsOf(template).filter((one) => actionsOf(one).includes('sns:Publish') && one.NotResource);
    expect(sent(template('standard'))).toEqual([]);
    const made = templateOf({ sms: { enabled: true, maxPrice: 0.2, senderId: 'Office' } });
    expect(sent(made)).toHaveLength(2);
    const told = Object.values(resources(made, 'AWS::Lambda::Function'))
      .filter((one) => JSON.stringify(one.Properties).includes('CITRUSMAIL_SMS'))
      .map(({ Properties }) => [Properties.Description, Properties.Environment]);
    const Variables = expect.objectContaining({
      CITRUSMAIL_SMS: 'on',
      CITRUSMAIL_SMS_MAX_PRICE: '0.2',
      CITRUSMAIL_SMS_SENDER_ID: 'Office',
    });
    expect(told.toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
      ['Decides for every recipient', { Variables }],
      ['Delivers the copies that are due', { Variables }],
    ]);
  });

  test('large keeps ClamAV warm where no clamd stays up', () => {
    const made = templateOf({ profile: 'large', entrance: 'ses' });
    const [alias] = Object.values(resources(made, 'AWS::Lambda::Alias'));
    expect(alias?.Properties).toMatchObject({ ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } });
    const [machine] = Object.values(resources(made, 'AWS::StepFunctions::StateMachine'));
    expect(machine?.Properties.DefinitionSubstitutions).toMatchObject({
      Clamav: { Ref: expect.stringMatching(/^FilterClamavWarm/) },
    });
  });
});

describe('lanes', () => {
  test('have each a start function, which sends back to its own queue', () => {
    expect(all('AWS::Lambda::Function').filter((one) => JSON.stringify(one).includes('Runs the filter'))).toHaveLength(
      1,
    );
    const lanes = [0, 1, 2, 3].map((lane) => functionOf(`lane ${lane}`, 'large').Properties.Environment);
    expect(
      lanes.map((one) => JSON.stringify(one).match(/"CITRUSMAIL_START_QUEUE":\{"Ref":"FilterLane(\d)/)?.[1]),
    ).toEqual(['0', '1', '2', '3']);
  });
});

describe('the state machine', () => {
  test('is Express, logs errors without data, and names its functions by substitution', () => {
    const machine = first('AWS::StepFunctions::StateMachine');
    expect(machine.Properties).toMatchObject({
      StateMachineType: 'EXPRESS',
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: false },
    });
    const { DefinitionString, DefinitionSubstitutions } = machine.Properties as {
      DefinitionString: string;
      DefinitionSubstitutions: Record<string, object>;
    };
    const named = [...DefinitionString.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]);
    expect(new Set(named)).toEqual(new Set(Object.keys(DefinitionSubstitutions)));
  });
});
