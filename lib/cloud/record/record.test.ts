/** Expected values are written out, not taken from the code. */
import { describe, expect, test } from 'vitest';

import { resources, templateOf } from '../app.test-support.ts';
import { all, first } from '../profiles.test-support.ts';

describe('the archive', () => {
  test('is Parquet by the schema of the table, a folder for each day', () => {
    const { ExtendedS3DestinationConfiguration: to } = first('AWS::KinesisFirehose::DeliveryStream').Properties;
    expect(to).toMatchObject({
      Prefix: 'archive/day=!{timestamp:yyyy-MM-dd}/',
      BufferingHints: { IntervalInSeconds: 900, SizeInMBs: 64 },
      DataFormatConversionConfiguration: {
        Enabled: true,
        InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
        OutputFormatConfiguration: { Serializer: { ParquetSerDe: { Compression: 'SNAPPY' } } },
        SchemaConfiguration: { DatabaseName: 'citrusmail', TableName: { Ref: expect.stringMatching(/^RecordLog/) } },
      },
    });
  });

  test('has columns in the order of its files, and days that Athena reckons itself', () => {
    const { TableInput } = first('AWS::Glue::Table').Properties as {
      TableInput: { StorageDescriptor: { Columns: { Name: string; Type: string }[] }; Parameters: object };
    };
    const columns = TableInput.StorageDescriptor.Columns;
    expect(columns.slice(0, 4)).toEqual([
      { Name: 'id', Type: 'string' },
      { Name: 'r', Type: 'int' },
      { Name: 'v', Type: 'int' },
      { Name: 'receivedat', Type: 'timestamp' },
    ]);
    expect(columns).toContainEqual({ Name: 'events', Type: 'array<string>' });
    expect(TableInput.Parameters).toMatchObject({
      'projection.enabled': 'true',
      'projection.day.type': 'date',
      'projection.day.format': 'yyyy-MM-dd',
      'projection.day.range': '2026-01-01,NOW',
    });
  });

  test('is asked within a limit, and answers are encrypted', () => {
    expect(first('AWS::Athena::WorkGroup').Properties).toMatchObject({
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 10_737_418_240,
        ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS' } },
      },
    });
  });

  test('has questions that read the newest row of each copy, and only days that are asked for', () => {
    const asked = Object.fromEntries(
      all('AWS::Athena::NamedQuery').map(({ Properties }) => [String(Properties.Name), String(Properties.QueryString)]),
    );
    expect(new Set(Object.keys(asked))).toEqual(new Set(['export', 'findings', 'latest', 'states by day']));
    for (const query of Object.values(asked))
      expect(query).toContain('row_number() OVER (PARTITION BY id, r ORDER BY v DESC)');
    expect(asked.latest).toMatch(/^CREATE OR REPLACE VIEW citrusmail\.latest AS\nSELECT id, r, v, receivedat, /);
    expect(asked.export).toContain("date_add('day', -30, now())");
    // No cell begins with what a spreadsheet takes for a formula.
    expect(asked.export).toContain(String.raw`regexp_replace(subject, '^([=+\-@\t\r])', '''$1') AS subject`);
    expect(asked.export).toContain("regexp_replace(array_join(findings, '; '),");
  });

  test('has a database without a hyphen, which Athena would want quoted', () => {
    const [database] = Object.values(resources(templateOf({ name: 'citrus-mail' }), 'AWS::Glue::Database'));
    expect(database?.Properties.DatabaseInput).toMatchObject({ Name: 'citrus_mail' });
  });
});
