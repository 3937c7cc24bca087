/** What scans found, in DynamoDB: that of the scan which decided is in the message's item, each later one in an item of its own. */
import type { Evidence } from '#core/analyse/evidence.ts';
import type { EvidenceStore } from '#core/ports/state-store.ts';
import type { Clock } from '#core/ports/clock.ts';
import { expiry, keys } from '#wiring/table.ts';
import type { Overflow, Packed } from './dynamo-overflow.ts';
import type { Partition } from './dynamo-partition.ts';
import { type DynamoTable, isAbsent, type Item, type Key } from './dynamo-table.ts';
import { evidenceKey, evidenceSorts, messageKey, messageSort } from './items.ts';
import { parallel } from './parallel.ts';

export interface EvidenceParts {
  table: DynamoTable;
  overflow: Overflow;
  partition: Partition;
  clock: Clock;
}

interface Kept {
  scan: number;
  evidence: Packed;
}

const atOnce = 10;

export class DynamoEvidence implements EvidenceStore {
  readonly #parts: EvidenceParts;

  constructor(parts: EvidenceParts) {
    this.#parts = parts;
  }

  async keep(evidence: Evidence): Promise<void> {
    const { table, overflow, partition, clock } = this.#parts;
    const { id, scan } = evidence;
    const set = {
      evidence: await overflow.keep(id, `evidence${scan}`, evidence),
      evidenceScan: scan,
      [expiry]: partition.expires(clock()),
    };
    await table.update(evidenceKey(id, scan), { set }, isAbsent, 'NONE');
  }

  async evidence(id: string, scan?: number): Promise<Evidence | undefined> {
    // From `evidence#...` to `message`, which follows it and is the last.
    const where = {
      text: `#${keys.partition} = :id AND #${keys.sort} BETWEEN :first AND :last`,
      values: { id, first: evidenceSorts, last: messageSort },
    };
    const kept = (await this.#parts.table.all({ where })).flatMap(keptIn);
    const wanted = kept.filter((one) => scan === undefined || one.scan === scan).toSorted((a, b) => b.scan - a.scan)[0];
    return wanted && this.#parts.overflow.read<Evidence>(wanted.evidence);
  }

  /** Of many scans at once, for a page of the log; in the order asked for. */
  async many(scans: readonly { id: string; scan: number }[]): Promise<(Evidence | undefined)[]> {
    const wanted = new Map<string, Key>();
    for (const { id, scan } of scans) {
      wanted.set(id, messageKey(id));
      if (scan > 1) wanted.set(`${id} ${scan}`, evidenceKey(id, scan));
    }
    const items = await this.#parts.table.getAll([...wanted.values()], false);
    const kept = new Map(items.flatMap((item) => keptIn(item).map((one) => [`${item.pk} ${one.scan}`, one.evidence])));
    return parallel(scans, atOnce, async ({ id, scan }) => {
      const evidence = kept.get(`${id} ${scan}`);
      return evidence === undefined ? undefined : this.#parts.overflow.read<Evidence>(evidence);
    });
  }
}

function keptIn({ evidence, evidenceScan }: Item): Kept[] {
  return evidence === undefined ? [] : [{ scan: evidenceScan as number, evidence: evidence as Packed }];
}
