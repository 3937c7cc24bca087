/**
 * The three documents as JSON Schema (draft 2020-12), so that editors complete and check their YAML. The readers of core/config look
 * closer; these never refuse what a reader accepts.
 */
import * as z from 'zod';

import { editsToCome } from '#core/config/check-action.ts';
import { knownCodes, type OutcomeLayer } from '#core/config/known-codes.ts';
import { lockable, lockableCode } from '#core/config/read-policy.ts';
import { Settings } from '#core/config/settings.ts';
import { examinerNames, FindingCode } from '#core/findings/finding.ts';
import { defaults } from '#core/policy/defaults.ts';
import { DirectoryDocument } from '#core/policy/directory.ts';
import { PolicyDocument } from '#core/policy/document.ts';
import { settingsOf } from '#core/policy/paths.ts';
import { Action, type actionable } from '#core/policy/schema.ts';
import { sentenceOf } from './codes.ts';

/** The keywords that this room reads or writes by name. */
export interface JsonSchema {
  [keyword: string]: unknown;
  description?: string | undefined;
  $defs?: Record<string, JsonSchema>;
  properties?: Record<string, JsonSchema | false>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  enum?: unknown[];
}

/** As `npm run docs` writes it, and as the commands print it. */
export const schemaText = (schema: JsonSchema): string => JSON.stringify(schema, null, 2);

export function directorySchema(): JsonSchema {
  const schema = titled(
    'CitrusMail directory',
    'Whom mail is accepted for, and where it goes on to.',
    DirectoryDocument,
  );
  Object.assign(at(schema, 'domains').items ?? {}, recipientsByUnknown);
  return schema;
}

/** If the first, then the second, else the third. */
const when = (...schemas: [JsonSchema, JsonSchema, JsonSchema]): JsonSchema =>
  Object.fromEntries(['if', 'then', 'else'].map((keyword, i) => [keyword, schemas[i]]));

const recipientsByUnknown = when(
  { properties: { unknown: { const: 'accept' } }, required: ['unknown'] },
  { properties: { route: { not: { const: 'mailbox' } } } },
  { properties: { recipients: { minItems: 1 } }, required: ['recipients'] },
);

export const settingsSchema = (): JsonSchema =>
  titled('CitrusMail settings', 'Ports, certificates and engines; all are optional.', Settings);

export function policySchema(): JsonSchema {
  const schema = titled('CitrusMail policy', 'What becomes of mail, and for whom.', PolicyDocument);
  const scope = at(schema, 'scopes').items ?? {};
  Object.assign(scope, nameByKind);
  at(scope, 'locked').items = {
    anyOf: [{ enum: [...new Set(lockable)] }, { type: 'string', pattern: lockableCode.source }],
  };
  spellExaminers(at(scope, 'examiners'));
  for (const layer of Object.keys(knownCodes) as OutcomeLayer[]) spellOutcomes(at(scope, layer), layer);
  wantOne(at(at(scope, 'attachments'), 'rules').items, ['name', 'type', 'class', 'sha256', 'insideArchive', 'minSize']);
  for (const list of ['allow', 'block']) wantOne(at(at(scope, 'lists'), list).items, ['address', 'domain', 'network']);
  for (const { section, key, value } of settingsOf(defaults)) {
    Object.assign(key === undefined ? at(scope, section) : at(at(scope, section), key), { default: value });
  }
  return { ...schema, $defs: { Action: actionSchema() } };
}

const titled = (title: string, description: string, schema: z.ZodType): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title,
  description,
  ...described(schema),
});

/** With a description of its own it is another object, made from the first. */
const isAction = (schema: z.core.$ZodType): boolean => schema === Action || schema._zod.parent === Action;

const toAction = { $ref: '#/$defs/Action' };

/** What the schema says of itself. Actions stand in so many places that they are described once. */
function described(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      if (schema === Action || !isAction(zodSchema)) return;
      const { description } = jsonSchema;
      replace(jsonSchema, { ...(description !== undefined && { description }), ...toAction });
    },
  });
  return rest as JsonSchema;
}

/** Throws where the documents have changed and this room has not. */
function at({ properties = {} }: JsonSchema, key: string): JsonSchema {
  const found = properties[key];
  if (found) return found;
  throw new Error(`the schema has no ${key}`);
}

const nameByKind = when(
  { properties: { kind: { enum: ['platform', 'organisation'] } } },
  { properties: { name: false } },
  { required: ['name'] },
);

function spellExaminers(section: JsonSchema): void {
  const { additionalProperties: onOrOff, propertyNames: _, ...rest } = section;
  const description = 'Off: its findings are not counted, and the log says so.';
  const properties = Object.fromEntries(
    examinerNames.map((name) => [name, { description, ...(onOrOff as JsonSchema) }]),
  );
  replace(section, { ...rest, properties, additionalProperties: false });
}

const verdictSentences: Record<(typeof actionable)[number], string> = {
  infected: 'Known malware.',
  suspicious: 'Looks like an attack.',
  encrypted: 'Could not be looked into without a password.',
  unscannable: 'A limit was reached, or the content cannot be read.',
  failed: 'The examiner broke over this message, or its engine stayed away for the whole waiting time.',
};

/** Each code by name, so that an editor lists them. YARA rules of an installation's own add codes to antivirus. */
function spellOutcomes(section: JsonSchema, layer: OutcomeLayer): void {
  const { additionalProperties: _, propertyNames: __, properties: lists = {}, ...rest } = section;
  const codes = knownCodes[layer].map((code) => [code, { description: sentenceOf(code), ...toAction }]);
  const verdicts = Object.entries(verdictSentences).map(([key, description]) => [key, { description, ...toAction }]);
  replace(section, {
    ...rest,
    properties: { ...lists, ...Object.fromEntries([...verdicts, ...codes]) },
    ...(layer === 'antivirus' && { patternProperties: { [codePattern]: toAction } }),
    additionalProperties: false,
  });
}

const codePattern = String(described(FindingCode)['pattern']);

function replace(schema: object, by: JsonSchema): void {
  for (const key of Object.keys(schema)) Reflect.deleteProperty(schema, key);
  Object.assign(schema, by);
}

function wantOne(schema: JsonSchema = {}, keys: string[]): void {
  schema.anyOf = keys.map((key) => ({ required: [key] }));
}

/** Without what the readers refuse because this version does not carry it out. */
function actionSchema(): JsonSchema {
  const { anyOf: [alone = {}, mapping = {}] = [] } = described(Action);
  const { copyTo: _, ...properties } = mapping.properties ?? {};
  const edits = at(mapping, 'edits').items ?? {};
  edits.anyOf = (edits.anyOf ?? []).filter(({ required = [] }) => !editsToCome.includes(required[0] ?? ''));
  return {
    description: 'A fate alone, or a mapping with edits or the address to redirect to.',
    anyOf: [
      { ...alone, enum: (alone.enum ?? []).filter((fate) => fate !== 'redirect') },
      { ...mapping, properties, ...byFate },
    ],
  };
}

/** A redirect needs its target, and what is not delivered has no edits. */
const byFate = when(
  { properties: { fate: { const: 'redirect' } } },
  { required: ['redirectTo'] },
  {
    properties: { redirectTo: false },
    ...when({ properties: { fate: { const: 'deliver' } } }, {}, { properties: { edits: { maxItems: 0 } } }),
  },
);
