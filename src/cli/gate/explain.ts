// `clos gate explain`: every file that was read, every rule with the place it comes from, and every stage as if the project stood in it.

import type { GateRow } from '../../core/gates/decision.ts';
import { NO_PLACE } from '../../core/gates/defaults.ts';
import type { EvidenceReading, Project, StageRules } from '../../core/gates/model.ts';
import { GATE_KEYS, type GateKey } from '../../policy/gate-layer.ts';
import { type Held, held, heldGates } from '../../policy/gates-held.ts';
import { columns, counted, type Paint, printable } from '../terminal.ts';
import { evidenceOf, GATES_PATH, type Loaded } from './load.ts';
import { judge, type ProjectReport, type World } from './report.ts';
import { markOf, placeText, problemLines } from './text.ts';

export interface Explanation {
  readonly project: Project;
  readonly evidence: EvidenceReading;
  /** As if it stood in each stage, in their order. */
  readonly stages: readonly ProjectReport[];
}

export async function explanationsOf(
  loaded: Loaded,
  projects: readonly Project[],
  world: World,
): Promise<readonly Explanation[]> {
  const { rules } = loaded;
  if (rules === null) return [];
  return Promise.all(
    projects.map(async (project) => {
      const evidence = evidenceOf(loaded, project.evidence);
      const stages = rules.stages.map((stage) =>
        judge(loaded, { project: { ...project, stage }, evidence, rules, now: world.now }, undefined, world),
      );
      return { project, evidence, stages: await Promise.all(stages) };
    }),
  );
}

const section = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map((line) => `  ${line}`.trimEnd())].join('\n');

export function explainText(loaded: Loaded, all: readonly Explanation[], paint: Paint): string {
  const { rules, problems, notices, elsewhere } = loaded;
  const broken = loaded.projects.flatMap((one) => (one.kind === 'broken' ? one.problems : []));
  const unread = [...problems, ...(elsewhere === null ? [] : [elsewhere]), ...broken, ...notices];
  return [
    section(paint('bold', '1 Files'), fileLines(loaded, all)),
    section(paint('bold', '2 Rules'), ruleLines(loaded)),
    ...(unread.length === 0
      ? []
      : [
          section(
            paint('bold', '! Wrong'),
            unread.flatMap((one) => problemLines(one, paint('red', '✗'), paint)),
          ),
        ]),
    ...all.map((one, index) =>
      section(
        paint('bold', `${index + 3} ${printable(one.project.name)}`),
        rules === null ? [] : projectLines(one, rules, paint),
      ),
    ),
    'Nothing was written. Checks, reviews and time in a stage are known on GitHub only.',
  ].join('\n\n');
}

function fileLines({ tree, projects }: Loaded, all: readonly Explanation[]): string[] {
  const id = (path: string): string => tree.find((file) => file.path === path)?.sha.slice(0, 10) ?? '';
  const there = tree.some(({ path }) => path === GATES_PATH);
  return columns([
    ['rules', GATES_PATH, there ? id(GATES_PATH) : 'not there: the default gates hold'],
    ...projects.map((one) => {
      const path = one.kind === 'project' ? one.project.path : one.path;
      return ['project', printable(path), one.kind === 'project' ? id(path) : 'broken'];
    }),
    ...all.map(({ evidence }) => [
      'evidence',
      printable(evidence.path),
      evidence.kind === 'read'
        ? id(evidence.path)
        : evidence.kind === 'none'
          ? 'not there: no evidence'
          : 'broken',
    ]),
  ]);
}

/** Each setting with who said it. */
function ruleLines({ layer, rules }: Loaded): string[] {
  if (rules === null) return ['They cannot be read whole, so nothing is judged.'];
  const layers = [layer.settings];
  const from = ({ level, at }: Pick<Held<unknown>, 'level' | 'at'>): string =>
    level === -1 ? 'default' : placeText(at);
  const settings = GATE_KEYS.map((key) => [key, from(held(layers, key)), printable(settingText(key, rules))]);
  const gates = heldGates(layers)
    .filter(({ value }) => rules.stages.includes(value.stage))
    .map((gate) => [`gates.${gate.value.stage}`, from(gate), gateText(gate.value)]);
  return [
    ...columns([...settings, ...gates]),
    "The organisation's rules lie in its `.github` repository and are not read here.",
  ];
}

const gateText = (gate: { readonly criteria: readonly unknown[]; readonly approvals: readonly unknown[] }) =>
  [
    counted(gate.criteria.length, 'criterion', 'criteria'),
    ...(gate.approvals.length > 0 ? [counted(gate.approvals.length, 'approval rule')] : []),
  ].join(', ');

function settingText(key: GateKey, rules: StageRules): string {
  switch (key) {
    case 'mode':
      return rules.mode;
    case 'branches':
      return ['the default branch', ...rules.branches].join(', ');
    case 'stages':
      return rules.stages.join(' → ');
    case 'requires':
      return rules.requires.map(({ paths, stage }) => `${paths.join(', ')}: ${stage}`).join('; ') || 'none';
    case 'checks':
      return rules.checks.map(({ key: name }) => name).join(', ') || 'none';
    case 'evidence.schema':
      return Object.keys(rules.evidence.schema.properties).join(', ');
    case 'evidence.subject':
      return rules.evidence.subject ?? 'none';
    case 'waivers.longest':
      return `${rules.longestWaiverSeconds / 86_400} days`;
  }
}

function projectLines({ project, stages }: Explanation, rules: StageRules, paint: Paint): string[] {
  return stages.flatMap((report, index) => {
    const here = report.from === project.stage ? paint('cyan', '  ← it is here') : '';
    const way = printable(report.to === null ? report.from : `${report.from} → ${report.to}`);
    const rows = report.rows.flatMap((row) => explainedRow(row, rules, paint));
    const lines = rows.length === 0 ? ['No stage follows.'] : rows;
    return [...(index === 0 ? [] : ['']), `${way}${here}`, ...lines.map((line) => `  ${line}`)];
  });
}

function explainedRow(row: GateRow, rules: StageRules, paint: Paint): string[] {
  const criterion = rules.gates
    .find(({ stage }) => stage === row.from)
    ?.criteria.find(({ id }) => id === row.criterion);
  const at = criterion?.at ?? NO_PLACE;
  const origin = at.file === '' ? 'default' : placeText(at);
  const found = row.place === null ? row.found : `${row.found}  ${placeText(row.place)}`;
  return [
    `${markOf(row.state, paint)} ${paint('bold', row.criterion)}  ${printable(row.title)}`,
    ...columns(
      [
        ['asks', printable(row.needed), paint('dim', criterion === undefined ? '' : origin)],
        ['found', printable(found)],
        ...(row.reason === null ? [] : [['because', printable(row.reason)]]),
      ].filter(([, text]) => text !== ''),
      '    ',
    ),
  ];
}
