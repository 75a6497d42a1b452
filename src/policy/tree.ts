// Composed YAML → plain values that remember where they were written.
// Invariants: mappings have no prototype, so no key means more than another; an alias shares its target
// and only its size is added up, so nothing grows; a value with a problem of its own is undefined, and judged no further.

import { isAlias, isMap, isScalar, type ParsedNode, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ConfigurationProblem } from '../core/policy.ts';
import { forbiddenIn } from './characters.ts';
import type { Limits } from './limits.ts';
import { type Complaint, placeAt, problemAt, quoted } from './problem.ts';
import { placeIn, textRuns } from './scalar.ts';
import type { Source } from './source.ts';
import { tooDeep, tooManyNodes } from './tokens.ts';

export interface Located {
  /** null, boolean, number, string, array or object without prototype. */
  readonly value: unknown;
  readonly offset: number;
  /** Members of a mapping by key, of a list by index. */
  readonly members: ReadonlyMap<string, Member>;
  readonly size: Size;
}

export interface Member {
  readonly keyOffset: number;
  readonly node: Located;
}

/** With aliases expanded. `height` is 0 for a scalar. */
interface Size {
  readonly nodes: number;
  readonly aliases: number;
  readonly height: number;
}

interface Walk {
  readonly source: Source;
  readonly limits: Limits;
  readonly anchors: Map<string, Located>;
  readonly problems: ConfigurationProblem[];
  /** A limit was passed, and told; from then on sizes mean nothing. */
  overstepped: boolean;
  nodes: number;
  aliases: number;
}

export interface Tree {
  /** Null when a limit was passed: then nothing more may be asked of it. */
  readonly root: Located | null;
  readonly problems: readonly ConfigurationProblem[];
}

export function plant(source: Source, contents: ParsedNode | null, limits: Limits): Tree {
  const walk: Walk = {
    source,
    limits,
    anchors: new Map(),
    problems: [],
    overstepped: false,
    nodes: 0,
    aliases: 0,
  };
  const root = visit(walk, contents, 0, 0);
  return { root: walk.overstepped ? null : root, problems: walk.problems };
}

const NO_MEMBERS: ReadonlyMap<string, Member> = new Map();
const NO_SIZE: Size = { nodes: 0, aliases: 0, height: 0 };

/** `fallback` is the place of a value that was left empty: its key's. */
function visit(walk: Walk, node: ParsedNode | null, depth: number, fallback: number): Located {
  if (node === null) return leaf(walk, null, fallback);
  if (isAlias(node)) return follow(walk, node.source, depth, node.range[0]);
  const located = isScalar(node)
    ? leaf(walk, allowed(walk, node), node.range[1] > node.range[0] ? node.range[0] : fallback)
    : collection(walk, node, depth + 1);
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, located);
  return node.tag === undefined ? located : { ...located, value: undefined };
}

function leaf(walk: Walk, value: unknown, offset: number): Located {
  countNodes(walk, 1, offset);
  return { value, offset, members: NO_MEMBERS, size: { nodes: 1, aliases: 0, height: 0 } };
}

/** The value, or undefined where it spells a character that no file may hold: in quotes an escape can (T-152). */
function allowed({ source, problems }: Walk, { value, range: [offset] }: Scalar.Parsed): unknown {
  if (typeof value !== 'string') return value;
  const found = forbiddenIn(value);
  if (found === null) return value;
  const at = { file: source.file, ...placeAt(source, offset) };
  problems.push({ ...found.complaint, ...placeIn(at, textRuns(source, offset, value), found.index) });
  return undefined;
}

function collection(walk: Walk, node: YAMLMap.Parsed | YAMLSeq.Parsed, depth: number): Located {
  const offset = node.range[0];
  countNodes(walk, 1, offset);
  if (depth > walk.limits.depth) overstep(walk, offset, tooDeep(walk.limits));
  const members = isMap(node) ? mapping(walk, node, depth) : list(walk, node, depth);
  const value = isMap(node) ? asObject(members) : Array.from(members.values(), (member) => member.node.value);
  return { value, offset, members, size: sizeOf(members) };
}

function list(walk: Walk, node: YAMLSeq.Parsed, depth: number): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  for (const [index, item] of node.items.entries()) {
    const located = visit(walk, item, depth, item.range[0]);
    members.set(String(index), { keyOffset: located.offset, node: located });
  }
  return members;
}

function mapping(walk: Walk, node: YAMLMap.Parsed, depth: number): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  for (const pair of node.items) {
    const keyOffset = pair.key?.range[0] ?? node.range[0];
    const value = visit(walk, pair.value, depth, keyOffset);
    const written = isScalar(pair.key) ? pair.key.value : undefined;
    const key = isScalar(pair.key) ? allowed(walk, pair.key) : undefined;
    // Told already: what it leads to is judged no further.
    if (key === undefined && written !== undefined) continue;
    const refused = refuseKey(walk, key, members);
    if (refused !== null) walk.problems.push(problemAt(walk.source, keyOffset, refused));
    else members.set(String(key), { keyOffset, node: value });
  }
  return members;
}

function refuseKey(walk: Walk, key: unknown, members: ReadonlyMap<string, Member>): Complaint | null {
  if (typeof key !== 'string') return KEY_NOT_TEXT;
  if (key === '<<') return MERGE_KEY;
  const first = members.get(key);
  return first === undefined ? null : duplicate(key, walk.source.lines.linePos(first.keyOffset).line);
}

function follow(walk: Walk, name: string, depth: number, offset: number): Located {
  const target = walk.anchors.get(name);
  if (target === undefined) {
    walk.problems.push(problemAt(walk.source, offset, unknownAlias(name)));
    return { value: undefined, offset, members: NO_MEMBERS, size: NO_SIZE };
  }
  const { nodes, aliases, height } = target.size;
  walk.aliases += aliases + 1;
  if (walk.aliases > walk.limits.aliases) overstep(walk, offset, tooManyAliases(walk.limits));
  if (depth + height > walk.limits.depth) overstep(walk, offset, tooDeep(walk.limits));
  countNodes(walk, nodes, offset);
  return { ...target, offset, size: { nodes, aliases: aliases + 1, height } };
}

function countNodes(walk: Walk, nodes: number, offset: number): void {
  walk.nodes += nodes;
  if (walk.nodes > walk.limits.nodes) overstep(walk, offset, tooManyNodes(walk.limits));
}

function overstep(walk: Walk, offset: number, complaint: Complaint): void {
  if (walk.overstepped) return;
  walk.overstepped = true;
  walk.problems.push(problemAt(walk.source, offset, complaint));
}

function asObject(members: ReadonlyMap<string, Member>): object {
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, { node }] of members) object[key] = node.value;
  return object;
}

function sizeOf(members: ReadonlyMap<string, Member>): Size {
  let [nodes, aliases, height] = [1, 0, 0];
  for (const { node } of members.values()) {
    nodes += node.size.nodes;
    aliases += node.size.aliases;
    height = Math.max(height, node.size.height);
  }
  return { nodes, aliases, height: height + 1 };
}

const KEY_NOT_TEXT: Complaint = {
  code: 'config.key-not-text',
  message: 'This key is not text.',
  mend: 'Write the key as a plain word; settings have names only.',
};

const MERGE_KEY: Complaint = {
  code: 'config.merge-key',
  message: 'Merge keys (`<<`) are not read.',
  mend: 'Write the settings out.',
};

const duplicate = (key: string, line: number): Complaint => ({
  code: 'config.duplicate-key',
  message: `${quoted(key)} is set twice; the first time on line ${line}.`,
  mend: 'Keep one of the two.',
});

const unknownAlias = (name: string): Complaint => ({
  code: 'config.unknown-alias',
  message: `No value before this alias has the anchor ${quoted(`&${name}`)}.`,
  mend: 'Write the value out, or put the text in quotes if no alias is meant.',
});

const tooManyAliases = (limits: Limits): Complaint => ({
  code: 'config.too-many-aliases',
  message: `More than ${limits.aliases} aliases have to be resolved to read the file.`,
  mend: 'Write the values out.',
});
