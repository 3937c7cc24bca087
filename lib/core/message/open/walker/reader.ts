/**
 * The ways in which programs read what the standards leave open or forbid. A program is consistent: it takes the first of two
 * fields everywhere or the last everywhere. So a message is walked once for each way that matters in it, instead of once for
 * each combination of choices, which would grow without bound.
 */
export interface Reader {
  /** Which of two equal fields or parameters counts. */
  repeated: 'first' | 'last';
  /** Whether a delimiter line may go on behind the boundary. */
  delimiter: 'exact' | 'prefix';
  /** Whether a header section ends at its empty line or already at a line that is no field. */
  header: 'empty line' | 'first odd line';
  /** Whether a CR that stands alone ends a line. */
  bareCr: 'character' | 'line end';
}

export type Ambiguity = keyof Reader;

export const usualReader: Reader = {
  repeated: 'first',
  delimiter: 'exact',
  header: 'empty line',
  bareCr: 'character',
};

const otherWay: Reader = { repeated: 'last', delimiter: 'prefix', header: 'first odd line', bareCr: 'line end' };

/** One reader for each ambiguity, and one that takes the other way in all of them. */
export function otherReaders(ambiguities: ReadonlySet<Ambiguity>): Reader[] {
  const changes = [...ambiguities].map((ambiguity): Partial<Reader> => ({ [ambiguity]: otherWay[ambiguity] }));
  const readers = changes.map((change) => ({ ...usualReader, ...change }));
  return readers.length < 2 ? readers : [...readers, Object.assign({ ...usualReader }, ...changes) as Reader];
}
