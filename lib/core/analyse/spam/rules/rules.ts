/** All rules, in the order in which findings are shown. */
import { bulkRules } from './bulk.ts';
import { htmlRules } from './html.ts';
import { linkRules } from './links.ts';
import { pathRules } from './path.ts';
import type { Rule } from './rule.ts';
import { senderRules } from './sender.ts';
import { wordRules } from './words.ts';

export const rules: readonly Rule[] = [
  ...senderRules,
  ...pathRules,
  ...linkRules,
  ...htmlRules,
  ...wordRules,
  ...bulkRules,
];
