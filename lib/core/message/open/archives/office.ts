/** Which entries of an office document become parts: what can carry harm. The XML that every document has would only cost. */
import type { Selection } from './zip/unzip.ts';

/** Media and XML parts as every office program writes them (ECMA-376 part 2). What is not known here is a part. */
const harmless =
  /(?:^|\/)[^/]{0,200}\.(?:xml|rels|vml|png|jpe?g|gif|bmp|tiff?|emf|wmf|wdp|svg|fntdata|odttf|ttf|rdf|xsd|thmx)$|^mimetype$|\/printersettings\d{0,6}\.bin$/;

/** XML that reaches outside or runs something is a part all the same. */
const telling =
  /(?:^|\/)(?:externallinks|activex|embeddings|macrosheets|ctrlprops|customui|customui14|basic|scripts)\//;

export const documentParts: Selection = (names) => {
  const lower = names.map((name) => name.toLowerCase().replaceAll('\\', '/'));
  const dull = lower.every((name) => harmless.test(name) && !telling.test(name));
  return dull ? undefined : 'embedded';
};
