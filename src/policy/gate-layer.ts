// What `gates.yml` files set, setting by setting and with places: the unit in which they override each other and are locked.
// Plain data, so that a layer can be kept and resolved again without reading its files.

import { seconds } from '../core/durations.ts';
import type { Criterion, DeclaredCheck, EvidenceSchema, Gate, PathRequirement } from '../core/gates/model.ts';
import type { Mode } from '../core/policy.ts';
import { evidenceSchemaOf } from './evidence-schema.ts';
import type { GatesFile, WrittenGateFile } from './gates-schema.ts';
import type { FilePlace, Setting } from './keys.ts';
import type { Placed } from './kind.ts';
import type { TextRun } from './scalar.ts';
import { oneLine } from './text-schema.ts';

export interface WrittenCriterion extends Criterion {
  /** Where the parts of its expression stand. */
  readonly runs: readonly TextRun[];
}

export interface WrittenGate extends Gate {
  readonly criteria: readonly WrittenCriterion[];
}

export interface GateValues {
  readonly mode: Mode;
  readonly branches: readonly string[];
  readonly stages: readonly string[];
  readonly requires: readonly PathRequirement[];
  readonly checks: readonly DeclaredCheck[];
  readonly 'evidence.schema': EvidenceSchema;
  readonly 'evidence.subject': string | null;
  /** In seconds. */
  readonly 'waivers.longest': number;
}

export type GateKey = keyof GateValues;

export const GATE_KEYS = [
  'mode',
  'branches',
  'stages',
  'requires',
  'checks',
  'evidence.schema',
  'evidence.subject',
  'waivers.longest',
] as const satisfies readonly GateKey[];

/** What is absent was left to whoever comes before. */
export type GateSettings = { readonly [K in GateKey]?: Setting<GateValues[K]> } & {
  /** Each is one setting, `gates.<STAGE>`. */
  readonly gates: readonly Setting<WrittenGate>[];
};

export interface LockedName {
  readonly name: string;
  readonly at: FilePlace;
}

/** What an organisation's or a repository's `gates.yml` says, those it extends included. */
export interface GateLayer {
  readonly settings: GateSettings;
  /** Counts in the organisation's layer only. */
  readonly locked: readonly LockedName[];
}

/** Without a file. */
export const NO_GATE_LAYER: GateLayer = { settings: { gates: [] }, locked: [] };

/** What `locked` may name besides `gates.<STAGE>`. */
export const LOCKABLE_GATES: readonly string[] = [...GATE_KEYS, 'gates', 'evidence', 'waivers'];

export const gateLockable = (name: string): boolean =>
  LOCKABLE_GATES.includes(name) || /^gates\.[\w-]+$/.test(name);

/** What several files say together, the farthest first: the later one wins, setting by setting. */
export function gateLayerOf(files: readonly Placed<GatesFile>[]): GateLayer {
  const locking = files.findLast(({ value }) => value.locked !== undefined);
  const locked = (locking?.value.locked ?? []).flatMap((name, index) =>
    locking === undefined ? [] : [{ name, at: locking.place({ path: ['locked', String(index)] }) }],
  );
  return { settings: layeredGates(files.map(gateSettingsOf)), locked };
}

/** The later one wins, setting by setting. */
function layeredGates(layers: readonly GateSettings[]): GateSettings {
  const gates = new Map(
    layers.flatMap((layer) => layer.gates.map((gate) => [gate.value.stage, gate] as const)),
  );
  return { ...Object.assign({}, ...layers), gates: [...gates.values()] };
}

function gateSettingsOf({ value, place, runs }: Placed<GatesFile>): GateSettings {
  const { mode, branches, stages, gates = {}, requires, checks, evidence, waivers } = value;
  const found: { readonly [K in GateKey]: GateValues[K] | undefined } = {
    mode,
    branches: branches && [...branches],
    stages: stages && [...stages],
    requires: requires?.map((one, index) => requirementOf(one, place, index)),
    checks: checks && Object.entries(checks).map(([key, { name, app }]) => ({ key, name, app })),
    'evidence.schema': evidence?.schema && evidenceSchemaOf(evidence.schema),
    'evidence.subject': evidence?.subject,
    'waivers.longest': waivers?.longest === undefined ? undefined : seconds(waivers.longest),
  };
  const set = GATE_KEYS.filter((key) => found[key] !== undefined).map((key) => {
    return [key, { value: found[key], at: place({ path: key.split('.'), on: 'key' }) }] as const;
  });
  const written = Object.entries(gates).map(([stage, gate]) => ({
    value: gateOf(stage, gate, { place, runs }),
    at: place({ path: ['gates', stage], on: 'key' }),
  }));
  return { ...(Object.fromEntries(set) as Omit<GateSettings, 'gates'>), gates: written };
}

type Places = Pick<Placed<GatesFile>, 'place' | 'runs'>;

type WrittenRequirement = NonNullable<GatesFile['requires']>[number];

const requirementOf = (
  { paths, stage, reason }: WrittenRequirement,
  place: Places['place'],
  index: number,
): PathRequirement => ({
  paths: [...paths],
  stage,
  reason: reason === undefined ? null : oneLine(reason),
  at: place({ path: ['requires', String(index), 'stage'] }),
});

const gateOf = (stage: string, gate: WrittenGateFile, places: Places): WrittenGate => ({
  stage,
  reason: gate.reason === undefined ? null : oneLine(gate.reason),
  criteria: (gate.criteria ?? []).map((one, index) =>
    criterionOf(one, places, ['gates', stage, 'criteria', String(index)]),
  ),
  approvals: (gate.approvals ?? []).map(({ count, teams = [] }) => ({ count, teams: [...teams] })),
  soakSeconds: gate.soak === undefined ? null : seconds(gate.soak),
  freshSeconds: gate.freshness === undefined ? null : seconds(gate.freshness),
});

type CriterionFile = NonNullable<WrittenGateFile['criteria']>[number];

const criterionOf = (
  { id, title, expression, reason, hint }: CriterionFile,
  { place, runs }: Places,
  path: readonly string[],
): WrittenCriterion => ({
  id,
  title: oneLine(title),
  expression,
  reason: oneLine(reason),
  hint: hint === undefined ? null : oneLine(hint),
  at: place({ path: [...path, 'expression'] }),
  runs: runs({ path: [...path, 'expression'] }),
});
