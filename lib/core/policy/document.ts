/** A policy document: scopes from platform to recipient, each setting any part of a Policy. */
import * as z from 'zod';

import { examinerNames } from '../findings/finding.ts';
import { Outcomes, PartialAttachmentPolicy, PartialSpamPolicy, Policy } from './schema.ts';

export const scopeKinds = ['platform', 'organisation', 'domain', 'group', 'recipient'] as const;
export type ScopeKind = (typeof scopeKinds)[number];

const shape = Policy.shape;

export const Scope = z.strictObject({
  kind: z.enum(scopeKinds),
  /** The domain, group or address; absent for platform and organisation. */
  name: z.string().optional(),
  /** Paths such as `antivirus.infected` that no scope below may set. */
  locked: z.array(z.string()).optional(),
  examiners: z.partialRecord(z.enum(examinerNames), z.enum(['on', 'off'])).optional(),
  antivirus: Outcomes.optional(),
  attachments: PartialAttachmentPolicy.optional(),
  wire: Outcomes.optional(),
  authentication: Outcomes.optional(),
  spam: PartialSpamPolicy.optional(),
  lists: shape.lists.partial().optional(),
  quarantine: shape.quarantine.partial().optional(),
  notify: shape.notify.optional(),
  zone: shape.zone.optional(),
  locale: shape.locale.optional(),
});
export type Scope = z.infer<typeof Scope>;

export const PolicyDocument = z.strictObject({ v: z.literal(1), scopes: z.array(Scope) });
export type PolicyDocument = z.infer<typeof PolicyDocument>;
