/** What the header section of one MIME entity says about its body (RFC 2045, RFC 2183). */
import { Buffer } from 'node:buffer';

import type { Header } from '../../header.ts';
import { parametersNamed, parseStructured, type Structured } from '../../parameters.ts';
import { type Encoding, encodingOf } from '../transfer/transfer.ts';
import type { Ambiguity, Reader } from './reader.ts';

export interface Entity {
  /** As declared; undefined where nothing usable is. */
  declaredType: string | undefined;
  /** What a reader takes it for. */
  type: string;
  /** Bytes as Latin-1, as they are compared with lines; undefined where there is none. */
  boundary: string | undefined;
  encoding: Encoding;
  charset: string | undefined;
  /** From all fields, not only those that the reader goes by: another reader goes by them. */
  names: string[];
  disposition: 'inline' | 'attachment' | undefined;
  contentId: string | undefined;
  /** `smime-type`, `protocol` and the like, for those who know what they mean. */
  contentType: Structured;
}

export interface Description {
  entity: Entity;
  ambiguities: Ambiguity[];
  /** Defect codes. */
  oddities: string[];
}

export function describe(header: Header, reader: Reader, defaultType: string): Description {
  const types = header.all('content-type');
  const encodings = header.all('content-transfer-encoding');
  const dispositions = header.all('content-disposition').map(parseStructured);
  const parsedTypes = types.map(parseStructured);
  const contentType = pick(parsedTypes, reader) ?? { value: '', parameters: [] };
  const boundaries = parametersNamed(contentType, 'boundary').map(boundaryBytes);
  const encoding = pick(encodings, reader);
  const disposition = pick(dispositions, reader)?.value;
  const declaredType = contentType.value === '' ? undefined : contentType.value;
  const entity: Entity = {
    declaredType,
    type: declaredType ?? defaultType,
    boundary: pick(boundaries, reader) || undefined,
    encoding: encodingOf(encoding),
    charset: pick(parametersNamed(contentType, 'charset'), reader),
    names: namesOf(dispositions, parsedTypes),
    // RFC 2183 section 2.8: an unknown disposition is an attachment.
    disposition:
      disposition === undefined || disposition === '' ? undefined : disposition === 'inline' ? 'inline' : 'attachment',
    contentId: header.first('content-id'),
    contentType,
  };
  const repeated = [
    ...(differ(types) ? ['MIME_CONTENT_TYPE_REPEATED'] : []),
    ...(differ(encodings.map(encodingOf)) ? ['MIME_ENCODING_REPEATED'] : []),
    ...(differ(boundaries) ? ['MIME_BOUNDARY_REPEATED'] : []),
  ];
  return { entity, ambiguities: repeated.length > 0 ? ['repeated'] : [], oddities: repeated };
}

const pick = <T>(values: readonly T[], reader: Reader): T | undefined =>
  values.at(reader.repeated === 'first' ? 0 : -1);

const differ = (values: readonly string[]): boolean => values.length > 1 && new Set(values).size > 1;

/** RFC 2046 section 5.1.1: white space at the end is not part of a boundary. */
const boundaryBytes = (boundary: string): string => Buffer.from(boundary, 'utf8').toString('latin1').trimEnd();

function namesOf(dispositions: readonly Structured[], types: readonly Structured[]): string[] {
  const names = [
    ...dispositions.flatMap((field) => parametersNamed(field, 'filename')),
    ...types.flatMap((field) => parametersNamed(field, 'name')),
    // Some programs take each for the other.
    ...dispositions.flatMap((field) => parametersNamed(field, 'name')),
    ...types.flatMap((field) => parametersNamed(field, 'filename')),
  ];
  return [...new Set(names.filter((name) => name !== ''))];
}
