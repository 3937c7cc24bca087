/** Expected values are written out, not taken from the code. */
import { describe, expect, test } from 'vitest';

import { resources, templateOf } from '../app.test-support.ts';
import { all, first, type Profile } from '../profiles.test-support.ts';

const alarms = (profile: Profile = 'standard') =>
  Object.fromEntries(
    all('AWS::CloudWatch::Alarm', profile).map(({ Properties }) => [String(Properties.AlarmName), Properties]),
  );

describe('alarms', () => {
  test('ring for everything that somebody must do something about', () => {
    expect(new Set(Object.keys(alarms()))).toEqual(
      new Set([
        'citrusmail-start-0-dead',
        'citrusmail-delivery-dead',
        'citrusmail-waiting-0',
        'citrusmail-delivery-waiting',
        'citrusmail-accepted-minus-finished',
        'citrusmail-unfinished',
        'citrusmail-signatures-old',
        'citrusmail-runs-failed',
        'citrusmail-throttled',
        'citrusmail-archive-late',
        'citrusmail-edge-unhealthy',
      ]),
    );
    expect(Object.keys(alarms('small'))).toContain('citrusmail-ses-dead');
    expect(Object.keys(alarms('small'))).not.toContain('citrusmail-edge-unhealthy');
    expect(Object.keys(alarms('large')).filter((name) => /start-\d-dead$/.test(name))).toHaveLength(4);
  });

  test('read our metrics as Powertools writes them', () => {
    expect(alarms()['citrusmail-unfinished']).toMatchObject({
      Namespace: 'CitrusMail',
      MetricName: 'Unfinished',
      Dimensions: [{ Name: 'service', Value: 'citrusmail' }],
    });
    for (const { Properties } of all('AWS::Lambda::Function'))
      expect(Properties.Environment).toMatchObject({
        Variables: { POWERTOOLS_SERVICE_NAME: 'citrusmail', POWERTOOLS_METRICS_NAMESPACE: 'CitrusMail' },
      });
  });

  test('of old signatures rings when nobody says how old they are', () => {
    expect(alarms()['citrusmail-signatures-old']).toMatchObject({
      MetricName: 'SignatureAge',
      Threshold: 48,
      TreatMissingData: 'breaching',
    });
  });

  test('add up what may have no number, and count all throttles of the account', () => {
    const expressions = (profile: Profile) =>
      Object.values(alarms(profile)).flatMap(({ Metrics = [] }) =>
        (Metrics as { Expression?: string }[]).flatMap(({ Expression }) => Expression ?? []),
      );
    expect(expressions('large').toSorted()).toEqual([
      'FILL(accepted, 0) - FILL(finished, 0)',
      'FILL(failed, 0) + FILL(late, 0)',
    ]);
    const throttled = alarms('large')['citrusmail-throttled'];
    expect(throttled).toMatchObject({ Namespace: 'AWS/Lambda', MetricName: 'Throttles', Statistic: 'Sum' });
    expect(throttled).not.toHaveProperty('Dimensions');
  });

  test('of the edge asks each zone for a task, since each counts its own', () => {
    const bell = { MetricName: 'HealthyHostCount', Threshold: 1, ComparisonOperator: 'LessThanThreshold' };
    expect(alarms()['citrusmail-edge-unhealthy']).toMatchObject({ ...bell, Statistic: 'Minimum' });
    const [alone] = Object.values(resources(templateOf({ edge: { tasks: 1 } }), 'AWS::CloudWatch::Alarm')).filter(
      ({ Properties }) => Properties.AlarmName === 'citrusmail-edge-unhealthy',
    );
    expect(alone?.Properties).toMatchObject({ ...bell, Statistic: 'Maximum' });
  });

  test('go by mail to whom the settings name', () => {
    expect(all('AWS::SNS::Subscription')).toEqual([]);
    const [mail] = Object.values(
      resources(templateOf({ alarms: { email: 'post@example.test' } }), 'AWS::SNS::Subscription'),
    );
    expect(mail?.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'post@example.test' });
  });
});

test('there is one dashboard', () => {
  expect(all('AWS::CloudWatch::Dashboard')).toHaveLength(1);
  expect(first('AWS::CloudWatch::Dashboard').Properties.DashboardName).toBe('citrusmail');
});
