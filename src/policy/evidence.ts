// An evidence file, YAML or JSON by its ending, typed by the schema of the rules.
// Invariant: a value is of its declared type or absent; nothing is converted, and one wrong value makes the file broken.

import type { EvidenceReading, EvidenceSchema, TreeFile } from '../core/gates/model.ts';

/** `tree`: everything under `.clos/`; `path`: of the project. */
export function readEvidence(
  _tree: readonly TreeFile[],
  path: string,
  _schema: EvidenceSchema,
): EvidenceReading {
  return { kind: 'none', path };
}
