/** How long S3 keeps what lies under each prefix. What we finish we delete ourselves; these are the nets below. */
import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';

import { prefixes } from '#wiring/keys.ts';
import type { Plan } from '../settings/read-settings.ts';

export function lifecycleOf({ retention }: Plan): s3.LifecycleRule[] {
  const undelete = Duration.days(retention.undeleteDays);
  return [
    // What came half and stopped; what was overwritten or deleted; the marks of what was deleted.
    {
      id: 'all',
      abortIncompleteMultipartUploadAfter: Duration.days(1),
      noncurrentVersionExpiration: undelete,
      expiredObjectDeleteMarker: true,
    },
    ...[expire(prefixes.scratch, 1), expire(prefixes.ses, 7), expire(prefixes.queries, 7)].map(forGood),
    expire(prefixes.evidence, retention.searchDays),
    // A policy decides when what is held goes; no policy may keep it for longer than this.
    expire(prefixes.quarantine, retention.quarantineDays),
    expire(prefixes.archiveErrors, 30),
    // Read again seldom or never.
    {
      id: 'archive-cold',
      prefix: prefixes.archive,
      transitions: [
        { storageClass: s3.StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(retention.searchDays + 30) },
      ],
    },
  ];
}

function expire(prefix: string, days: number): s3.LifecycleRule {
  return { id: prefix.slice(0, -1), prefix, expiration: Duration.days(days) };
}

/** Nobody wants these back. */
function forGood(rule: s3.LifecycleRule): s3.LifecycleRule {
  return { ...rule, noncurrentVersionExpiration: Duration.days(1) };
}
