// `requires:` of the rules: paths that only a project of some stage may change. The stage is the one at the tip of the base branch,
// so that no pull request raises itself first; paths that belong to no project there may not be changed at all.

import { matchesGlob } from '../glob.ts';
import { listed, prose, ticked } from '../sentences.ts';
import type { Text } from '../verdict.ts';
import { owns, pathOf } from './concern.ts';
import type { GateFacts, Known, PathRequirement, Project, ProjectReading, StageRules } from './model.ts';
import { type Row, rowOf } from './row.ts';

interface Standing {
  readonly rules: StageRules;
  readonly projects: readonly Project[];
  readonly broken: readonly string[];
}

/** One row for each requirement that the changed files meet or miss; none where they touch no such path. */
export function pathRows({ base, changed }: Pick<GateFacts, 'base' | 'changed'>, rules: StageRules): Row[] {
  if (base.projects.kind === 'unknown') return [];
  const standing = standingOf(rules, base.projects.value);
  return rules.requires.flatMap((requirement) => requirementRow(standing, requirement, changed) ?? []);
}

function standingOf(rules: StageRules, readings: readonly ProjectReading[]): Standing {
  return {
    rules,
    projects: readings.flatMap((reading) => (reading.kind === 'project' ? [reading.project] : [])),
    broken: readings.filter(({ kind }) => kind === 'broken').map(pathOf),
  };
}

const rowFor = (requirement: PathRequirement): Row =>
  rowOf({
    id: 'path',
    title: listed(
      requirement.paths.map((glob) => [{ code: glob }]),
      3,
    ),
    state: 'met',
    needed: ['a project in ', { code: requirement.stage }, ' or later'],
  });

function requirementRow(
  standing: Standing,
  requirement: PathRequirement,
  changed: Known<readonly string[]>,
): Row | null {
  const row = rowFor(requirement);
  if (changed.kind === 'unknown')
    return allReached(standing, requirement) ? null : unknownFiles(row, changed.because);
  const files = changed.value.filter((path) => requirement.paths.some((glob) => matchesGlob(glob, path)));
  if (files.length === 0) return null;
  if (standing.broken.length > 0) return unknownProject(row, standing.broken);
  const late = files.filter((path) => !isAllowed(standing, requirement, path));
  if (late.length === 0) return { ...row, found: ownersText(standing, files) };
  return { ...row, ...refused(standing, requirement, late) };
}

/** Whatever the files are, somebody owns them, and everybody is far enough. */
function allReached(standing: Standing, requirement: PathRequirement): boolean {
  const { projects, broken } = standing;
  if (broken.length > 0 || !projects.some(({ paths }) => paths === null)) return false;
  return projects.every((project) => hasReached(standing, requirement, project));
}

function isAllowed(standing: Standing, requirement: PathRequirement, path: string): boolean {
  const owners = ownersOf(standing, path);
  return owners.length > 0 && owners.every((project) => hasReached(standing, requirement, project));
}

/** A project that names its paths owns them; one that names none owns the rest. */
function ownersOf({ projects }: Standing, path: string): readonly Project[] {
  const named = projects.filter((project) => project.paths !== null && owns(project, path));
  return named.length > 0 ? named : projects.filter(({ paths }) => paths === null);
}

/** A stage that is not declared has reached nothing, and one that is not declared is never reached. */
function hasReached({ rules }: Standing, { stage: needed }: PathRequirement, { stage }: Project): boolean {
  const [at, from] = [rules.stages.indexOf(stage), rules.stages.indexOf(needed)];
  return from >= 0 && at >= from;
}

const MOST = 3;

const filesText = (files: readonly string[]): Text =>
  listed(
    files.map((path) => [{ untrusted: path }]),
    MOST,
  );

function ownersText(standing: Standing, files: readonly string[]): Text {
  const owners = [...new Set(files.flatMap((path) => ownersOf(standing, path)))];
  if (owners.length === 0) return ['no project'];
  return listed(
    owners.map(({ name, stage }) => [{ untrusted: name }, ' is in ', { untrusted: stage }]),
    MOST,
  );
}

function refused(standing: Standing, requirement: PathRequirement, late: readonly string[]): Partial<Row> {
  const because: Text = requirement.reason === null ? [] : [prose(requirement.reason), ' '];
  return {
    state: 'not-met',
    found: ownersText(standing, late),
    reason: [...because, 'Changed here: ', ...filesText(late), '.'],
    hint: ['Take these files out of this pull request, or promote the project first, in one of its own.'],
  };
}

const unknownFiles = (row: Row, because: string): Row => ({
  ...row,
  state: 'unknown',
  mends: 'others',
  found: ['not known'],
  reason: ['Which files this pull request changes is not known: ', ...ticked(because), '.'],
  hint: ['Split it into smaller pull requests, if it is that large.'],
});

const unknownProject = (row: Row, broken: readonly string[]): Row => ({
  ...row,
  state: 'unknown',
  mends: 'others',
  found: ['not known'],
  reason: [
    ...listed(
      broken.map((path) => [{ code: path }]),
      MOST,
    ),
    ' on the base branch cannot be read.',
  ],
  hint: ['Mend it on the base branch first.'],
});
