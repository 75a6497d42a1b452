// What holds of each setting once files are laid over each other, and which of them said it: who is to mend what depends on it.

import { DEFAULT_RULES, NO_PLACE } from '../core/gates/defaults.ts';
import type { GateKey, GateSettings, GateValues, WrittenGate } from './gate-layer.ts';
import type { Setting } from './keys.ts';

/** The farthest first: the organisation's, then the repository's. */
export type GateLayers = readonly GateSettings[];

export interface Held<T> extends Setting<T> {
  /** Index of the layer that said it; -1: nobody did, and it is the default. */
  readonly level: number;
}

const DEFAULT_VALUES: GateValues = {
  mode: DEFAULT_RULES.mode,
  branches: DEFAULT_RULES.branches,
  stages: DEFAULT_RULES.stages,
  requires: DEFAULT_RULES.requires,
  checks: DEFAULT_RULES.checks,
  'evidence.schema': DEFAULT_RULES.evidence.schema,
  'evidence.subject': DEFAULT_RULES.evidence.subject,
  'waivers.longest': DEFAULT_RULES.longestWaiverSeconds,
};

export function held<K extends GateKey>(layers: GateLayers, key: K): Held<GateValues[K]> {
  const level = layers.findLastIndex((layer) => layer[key] !== undefined);
  const said = layers[level]?.[key] as Setting<GateValues[K]> | undefined;
  return { ...(said ?? { value: DEFAULT_VALUES[key], at: NO_PLACE }), level };
}

/** Without what layers above this one say. */
export const upTo = (layers: GateLayers, level: number): GateLayers => layers.slice(0, level + 1);

const DEFAULT_GATES: readonly Held<WrittenGate>[] = DEFAULT_RULES.gates.map((gate) => ({
  value: { ...gate, criteria: gate.criteria.map((criterion) => ({ ...criterion, runs: [] })) },
  at: NO_PLACE,
  level: -1,
}));

/** One for each stage that has a gate, those of stages there are no longer included. */
export function heldGates(layers: GateLayers): readonly Held<WrittenGate>[] {
  const said = layers.flatMap((layer, level) => layer.gates.map((gate) => ({ ...gate, level })));
  const last = new Map([...DEFAULT_GATES, ...said].map((gate) => [gate.value.stage, gate]));
  return [...last.values()];
}
