/** What training makes and the examiner reads: each rule's points, each word band's points, and the words. */
import * as z from 'zod';

import { bands, type Band, type Opinion } from '../words/classifier.ts';
import { opinionOf, readWords } from './table.ts';

export const ModelDocument = z.strictObject({
  v: z.literal(1),
  /** Made of what went in: changes with any of it. */
  version: z.string(),
  rules: z.record(z.string(), z.number()),
  /** Points of each band of the shipped words. */
  bands: z.record(z.string(), z.number()),
  /** The packed word table, base64. */
  words: z.string(),
});
export type ModelDocument = z.infer<typeof ModelDocument>;

export interface Model {
  readonly version: string;
  /** Zero for a rule that the model does not know. */
  pointsOf(code: string): number;
  pointsOfBand(band: Band): number;
  /** What the shipped words say of these tokens. */
  opinion(tokens: Uint32Array): Opinion;
}

export function readModel(document: unknown): Model {
  const { version, rules, bands: ofBands, words } = ModelDocument.parse(document);
  const points = new Map(Object.entries(rules));
  const bandPoints = new Map(bands.map(({ name }) => [name, ofBands[name] ?? 0]));
  const table = readWords(Buffer.from(words, 'base64'));
  return {
    version,
    pointsOf: (code) => points.get(code) ?? 0,
    pointsOfBand: (band) => bandPoints.get(band) ?? 0,
    opinion: (tokens) => opinionOf(table, tokens),
  };
}
