/** A document of the store as YAML that the readers of this room take back unchanged. */
import { stringify } from 'yaml';

import type { DirectoryDocument } from '../policy/directory.ts';
import type { PolicyDocument } from '../policy/document.ts';

/** Lines are not folded, so that a pattern or a text stays on its line. */
export const exportDocument = (document: PolicyDocument | DirectoryDocument): string =>
  stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.2' });
