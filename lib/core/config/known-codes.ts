/** The finding codes that each layer of the policy can name. */
import { clamavCodes } from '../analyse/antivirus/clamav/examiner.ts';
import { documentsCodes } from '../analyse/antivirus/documents/codes.ts';
import { yaraCodes } from '../analyse/antivirus/yara/codes.ts';
import { attachmentsCodes } from '../analyse/attachments/codes.ts';
import { authenticationCodes } from '../analyse/authentication/codes.ts';
import { examinerNames, type Layer } from '../findings/finding.ts';
import { layerOf, troubleCode } from '../findings/trouble.ts';
import { spamCodes } from '../analyse/spam/codes.ts';
import { wireCodes } from '../analyse/wire/codes.ts';
import { archiveCodes } from '../message/open/archives/codes.ts';
import { openCodes } from '../message/open/codes.ts';
import { apartCodes } from '../analyse/apart.ts';
import { poisonCodes } from '../record/poison.ts';

export type OutcomeLayer = Exclude<Layer, 'lists'>;

/** What `analyse` and `decide` say of an examiner that could not do its work. */
const troubles = (layer: OutcomeLayer): string[] => [
  ...examinerNames
    .filter((name) => layerOf(name) === layer)
    .flatMap((name) => [troubleCode(name, 'failed'), troubleCode(name, 'timed out')]),
  'ENGINE_UNAVAILABLE',
  'FINDINGS_TRUNCATED',
];

const codesOf = (layer: OutcomeLayer, ...lists: object[]): string[] => [
  ...lists.flatMap(Object.keys),
  ...troubles(layer),
];

export const knownCodes: Readonly<Record<OutcomeLayer, readonly string[]>> = {
  antivirus: codesOf('antivirus', clamavCodes, yaraCodes, documentsCodes),
  attachments: codesOf('attachments', openCodes, archiveCodes, attachmentsCodes, poisonCodes, apartCodes),
  wire: codesOf('wire', wireCodes),
  authentication: codesOf('authentication', authenticationCodes),
  spam: codesOf('spam', spamCodes),
};
