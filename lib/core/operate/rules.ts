/** Policy and directory: shown, and replaced by a validated successor. */
import * as z from 'zod';

import { DirectoryDocument } from '../policy/directory.ts';
import { PolicyDocument } from '../policy/document.ts';
import type { Operation } from './operation.ts';

/** The version in force, documents and all. */
export const currentRules: Operation = ({ rules }) => rules.source();

export const applyPolicy: Operation = async ({ rules }, input, by) => {
  const { policy } = z.strictObject({ policy: PolicyDocument }).parse(input);
  return { version: (await rules.change(by, () => ({ policy }))).version };
};

export const applyDirectory: Operation = async ({ rules }, input, by) => {
  const { directory } = z.strictObject({ directory: DirectoryDocument }).parse(input);
  return { version: (await rules.change(by, () => ({ directory }))).version };
};
