// Rules, projects and evidence of a working tree, read as the app reads them from a commit. What lies in other repositories is not
// read: where a file builds on it, that is said, and nothing is judged by half of the rules.

import { DEFAULT_RULES } from '../../core/gates/defaults.ts';
import type {
  EvidenceReading,
  Project,
  ProjectReading,
  StageRules,
  TreeFile,
} from '../../core/gates/model.ts';
import type { ConfigurationProblem } from '../../core/policy.ts';
import { readEvidence } from '../../policy/evidence.ts';
import { type GateLayer, gateLayerOf, NO_GATE_LAYER } from '../../policy/gate-layer.ts';
import { gatesFile } from '../../policy/gates.ts';
import { resolveGates } from '../../policy/gates-resolve.ts';
import { LIMITS } from '../../policy/limits.ts';
import { readProjects } from '../../policy/projects.ts';
import { readFile } from '../../policy/read.ts';
import { readable } from '../../policy/tree-files.ts';
import { type Root, readTree, rootOf } from '../work-tree.ts';

export interface Rules {
  readonly layer: GateLayer;
  /** Null where they cannot be read whole. */
  readonly rules: StageRules | null;
  readonly problems: readonly ConfigurationProblem[];
  readonly notices: readonly ConfigurationProblem[];
  /** Why rules that lie elsewhere are missing; null where none are named. */
  readonly elsewhere: ConfigurationProblem | null;
}

export interface Loaded extends Rules {
  readonly root: Root;
  readonly tree: readonly TreeFile[];
  readonly projects: readonly ProjectReading[];
}

export const GATES_PATH = '.clos/gates.yml';

export function load(folder: string): Loaded {
  const root = rootOf(folder);
  const tree = readTree(root.folder);
  const rules = rulesIn(tree);
  return { root, tree, ...rules, projects: readProjects(tree, rules.rules?.stages ?? []) };
}

export const evidenceOf = ({ tree, rules }: Pick<Loaded, 'tree' | 'rules'>, path: string): EvidenceReading =>
  readEvidence(tree, path, (rules ?? DEFAULT_RULES).evidence.schema);

function rulesIn(tree: readonly TreeFile[]): Rules {
  const none = { layer: NO_GATE_LAYER, rules: null, notices: [], elsewhere: null };
  const entry = tree.find(({ path }) => path === GATES_PATH);
  if (entry === undefined) return { ...none, ...resolveGates(NO_GATE_LAYER, NO_GATE_LAYER) };
  const content = readable(entry);
  if (!content.ok) return { ...none, problems: [content.problem] };
  const reading = readFile(gatesFile, GATES_PATH, content.text, LIMITS);
  if (!reading.ok) return { ...none, problems: reading.problems };
  const layer = gateLayerOf([reading]);
  if (reading.value.extends === undefined) return { ...none, layer, ...resolveGates(NO_GATE_LAYER, layer) };
  const elsewhere = { ...ELSEWHERE, ...reading.place({ path: ['extends'] }) };
  return { ...none, layer, problems: [], elsewhere };
}

export const ELSEWHERE = {
  code: 'cli.extends-elsewhere',
  message: '`extends` builds on files of other repositories, which are not read here.',
  mend: 'Open a pull request: the app reads all of them. Or write the settings out here.',
};

/** The projects that can be judged, and those that are to be told as broken. */
export function partition(projects: readonly ProjectReading[]): {
  readonly whole: readonly Project[];
  readonly broken: readonly Extract<ProjectReading, { kind: 'broken' }>[];
} {
  return {
    whole: projects.flatMap((one) => (one.kind === 'project' ? [one.project] : [])),
    broken: projects.flatMap((one) => (one.kind === 'broken' ? [one] : [])),
  };
}
