// What `gates.yml` files set, setting by setting and with places: the unit in which they override each other and are locked.
// Plain data, so that a layer can be kept and resolved again without reading its files.

import type { Place } from '../core/faults.ts';
import type { Criterion, DeclaredCheck, EvidenceSchema, Gate, PathRequirement } from '../core/gates/model.ts';
import type { Mode } from '../core/policy.ts';
import type { Setting } from './keys.ts';
import type { TextRun } from './scalar.ts';

/** Where the parts of its expression stand in its file. */
export interface WrittenCriterion extends Criterion {
  readonly runs: readonly TextRun[];
}

export interface WrittenGate extends Gate {
  readonly criteria: readonly WrittenCriterion[];
}

/** What is absent was left to whoever comes before. */
export interface GateSettings {
  readonly mode?: Setting<Mode>;
  readonly stages?: Setting<readonly string[]>;
  /** Each is one setting, `gates.<STAGE>`. */
  readonly gates: readonly Setting<WrittenGate>[];
  readonly requires?: Setting<readonly PathRequirement[]>;
  readonly checks?: Setting<readonly DeclaredCheck[]>;
  readonly evidenceSchema?: Setting<EvidenceSchema>;
  readonly evidenceSubject?: Setting<string>;
  /** In seconds. */
  readonly longestWaiver?: Setting<number>;
}

export interface LockedName {
  readonly name: string;
  readonly at: Place;
}

/** What an organisation's or a repository's `gates.yml` says, those it extends included. */
export interface GateLayer {
  readonly settings: GateSettings;
  /** Counts in the organisation's layer only. */
  readonly locked: readonly LockedName[];
}

/** Without a file. */
export const NO_GATE_LAYER: GateLayer = { settings: { gates: [] }, locked: [] };
