/** The model that ships, read once and only when asked for. */
import document from './model.json' with { type: 'json' };

import { readModel, type Model } from './model.ts';

let shipped: Model | undefined;

export function shippedModel(): Model {
  shipped ??= readModel(document);
  return shipped;
}
