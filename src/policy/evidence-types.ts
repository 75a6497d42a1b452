// The values of an evidence file, each of its declared type and with its place.
// Invariants: mappings have no prototype; nothing is converted, so `"false"` stays text and is refused where `true` may stand.

import type { Place } from '../core/faults.ts';
import type { EvidenceSchema, EvidenceType } from '../core/gates/model.ts';
import type { ConfigurationProblem } from '../core/policy.ts';
import { unknownEvidence, wrongEvidence, wrongRoot, wrongVersion } from './evidence-words.ts';
import type { Limits } from './limits.ts';
import { type Complaint, placeAt, problemAt } from './problem.ts';
import type { Source } from './source.ts';
import type { Located, Member } from './tree.ts';

export interface TypedEvidence {
  readonly value: Readonly<Record<string, unknown>>;
  readonly places: Readonly<Record<string, Place>>;
  readonly problems: readonly ConfigurationProblem[];
  readonly notices: readonly ConfigurationProblem[];
}

interface Walk {
  readonly source: Source;
  readonly places: Record<string, Place>;
  readonly problems: ConfigurationProblem[];
  readonly notices: ConfigurationProblem[];
  /** One more than are told. */
  readonly most: number;
}

type Type<K extends EvidenceType['type']> = Extract<EvidenceType, { type: K }>;

export function typedEvidence(
  source: Source,
  root: Located,
  schema: EvidenceSchema,
  limits: Limits,
): TypedEvidence {
  const places: Record<string, Place> = Object.create(null);
  const walk: Walk = { source, places, problems: [], notices: [], most: limits.problems + 1 };
  // An empty file claims nothing.
  const value = root.value === null ? Object.create(null) : fileOf(walk, schema, root);
  return { value, places, problems: walk.problems, notices: walk.notices };
}

function fileOf(walk: Walk, schema: EvidenceSchema, root: Located): Readonly<Record<string, unknown>> {
  if (!isMapping(root.value)) {
    tell(walk, root.offset, wrongRoot(schema, root.value));
    return Object.create(null);
  }
  const version = root.members.get('version');
  const stated = version?.node.value ?? 1;
  if (version !== undefined && stated !== 1) tell(walk, version.node.offset, wrongVersion(stated));
  return mapping(walk, schema, new Map([...root.members].filter(([key]) => key !== 'version')), []);
}

const isMapping = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function tell(
  walk: Walk,
  offset: number,
  complaint: Complaint,
  to: 'problems' | 'notices' = 'problems',
): void {
  if (walk[to].length < walk.most) walk[to].push(problemAt(walk.source, offset, complaint));
}

function mapping(
  walk: Walk,
  { properties }: Type<'object'>,
  members: ReadonlyMap<string, Member>,
  path: readonly string[],
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = Object.create(null);
  for (const [key, { keyOffset, node }] of members) {
    const type = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (type === undefined)
      tell(walk, keyOffset, unknownEvidence(path, key, Object.keys(properties)), 'notices');
    else if (node.value !== null) values[key] = typed(walk, type, node, [...path, key]);
  }
  return values;
}

/** Undefined where there is a problem: then nothing of the file is used. */
function typed(walk: Walk, type: EvidenceType, node: Located, path: readonly string[]): unknown {
  const complaint = wrongEvidence(path, type, node.value);
  if (complaint !== null) return tell(walk, node.offset, complaint);
  walk.places[path.join('.')] = { file: walk.source.file, ...placeAt(walk.source, node.offset) };
  if (type.type === 'object') return mapping(walk, type, node.members, path);
  if (type.type !== 'array') return node.value;
  return Array.from(node.members, ([index, { node: entry }]) =>
    typed(walk, type.items, entry, [...path, index]),
  );
}
