// Every project of one commit, from its tree: `.clos/project.yml` and `.clos/projects/<slug>.yml`.
// Invariant: what looks like a project file is a project or broken, never overlooked (T-13, T-14, T-15, T-16).

import type { ProjectReading, TreeFile } from '../core/gates/model.ts';
import type { ConfigurationProblem } from '../core/policy.ts';
import { kindOf } from './files.ts';
import { unknownStage } from './gates-words.ts';
import type { Placed } from './kind.ts';
import { LIMITS } from './limits.ts';
import { type Complaint, quoted } from './problem.ts';
import { PROJECT_PATH, type ProjectAt, type ProjectFile, projectFile, projectOf } from './project.ts';
import { pathFault, slugIn } from './project-path.ts';
import { readFile } from './read.ts';
import { folded, notAFolder, readable, spellingsIn } from './tree-files.ts';

const MOST_PROJECTS = 200;

/** `tree`: everything under `.clos/`. `stages`: of the rules in force; none: they are not known. Sorted by slug. */
export function readProjects(
  tree: readonly TreeFile[],
  stages: readonly string[],
): readonly ProjectReading[] {
  const found = tree.flatMap((entry) => {
    const slug = slugIn(entry.path);
    return slug === null ? [] : [{ entry, slug }];
  });
  const readings =
    found.length > MOST_PROJECTS
      ? found.map(({ entry, slug }) => broken(slug, entry.path, [tooMany(found.length)]))
      : found.map((candidate) => readProject(candidate, found, tree, stages));
  return [...hidden(tree), ...readings].toSorted((a, b) => compare(keyOf(a), keyOf(b)));
}

interface Candidate {
  readonly entry: TreeFile;
  readonly slug: string;
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const keyOf = (reading: ProjectReading): string =>
  reading.kind === 'project'
    ? `${reading.project.slug}\n${reading.project.path}`
    : `${reading.slug}\n${reading.path}`;

const broken = (slug: string, path: string, complaints: readonly Complaint[]): ProjectReading => ({
  kind: 'broken',
  slug,
  path,
  problems: complaints.map((complaint) => ({ ...complaint, file: path, line: 1, column: 1 })),
});

/** Where the folder is no folder, nobody can tell which projects there are. */
const hidden = (tree: readonly TreeFile[]): readonly ProjectReading[] =>
  tree
    .filter(({ path, kind }) => kind !== 'folder' && ['.clos', '.clos/projects'].includes(folded(path)))
    .map(({ path, kind }) => broken(path, path, [notAFolder(path, kind)]));

function readProject(
  { entry, slug }: Candidate,
  all: readonly Candidate[],
  tree: readonly TreeFile[],
  stages: readonly string[],
): ProjectReading {
  const { path } = entry;
  const others = all.filter((one) => one.entry !== entry && one.slug === slug);
  const fault = pathFault(path);
  const refused = [
    ...(fault === null ? [] : [fault]),
    ...others.map((other) => sameProject(slug, path, other)),
  ];
  if (refused.length > 0) return broken(slug, path, refused);
  const content = readable(entry);
  if (!content.ok) return { kind: 'broken', slug, path, problems: [content.problem] };
  const reading = readFile(projectFile, path, content.text, LIMITS);
  if (!reading.ok) return { kind: 'broken', slug, path, problems: reading.problems };
  const places = evidencePlaces(tree, slug, path);
  const problems = [...stageProblems(reading, stages), ...evidenceProblems(reading, places)];
  if (problems.length > 0) return { kind: 'broken', slug, path, problems };
  const at: ProjectAt = { slug, path, blobSha: entry.sha, evidence: places[0] };
  return { kind: 'project', project: projectOf(reading, at) };
}

/** Where its evidence lies unless it says: the files there are, or where one belongs. */
function evidencePlaces(
  tree: readonly TreeFile[],
  slug: string,
  path: string,
): readonly [string, ...string[]] {
  const stem = path === PROJECT_PATH ? '.clos/evidence' : `.clos/evidence/${slug}`;
  const there = [`${stem}.yml`, `${stem}.yaml`, `${stem}.json`].filter((place) =>
    spellingsIn(tree).get(place)?.includes(place),
  );
  const [first = `${stem}.yml`, ...more] = there;
  return [first, ...more];
}

function stageProblems(
  { value, place }: Placed<ProjectFile>,
  stages: readonly string[],
): ConfigurationProblem[] {
  return stages.length === 0 || stages.includes(value.stage)
    ? []
    : [{ ...unknownStage(value.stage, stages), ...place({ path: ['stage'] }) }];
}

function evidenceProblems(
  { value: { evidence }, place }: Placed<ProjectFile>,
  places: readonly string[],
): ConfigurationProblem[] {
  if (evidence === undefined)
    return places.length > 1 ? [{ ...severalFiles(places), ...place({ path: [] }) }] : [];
  return kindOf(evidence) === null ? [] : [{ ...notEvidence(evidence), ...place({ path: ['evidence'] }) }];
}

const tooMany = (count: number): Complaint => ({
  code: 'config.too-many-projects',
  message: `There are ${count} project files; at most ${MOST_PROJECTS} are read, so none is.`,
  mend: `Keep at most ${MOST_PROJECTS} of them.`,
});

const sameProject = (slug: string, path: string, { entry }: Candidate): Complaint => ({
  code: 'config.same-path',
  message: `${quoted(path)} and ${quoted(entry.path)} are both the project ${quoted(slug)}.`,
  mend: 'Keep one of the two, or give one a name of its own.',
});

const severalFiles = (places: readonly string[]): Complaint => ({
  code: 'config.two-evidence-files',
  message: `There are ${places.map(quoted).join(' and ')}, and nothing says which is the evidence.`,
  mend: `Keep one of them, or write ${quoted(`evidence: ${places[0]}`)}.`,
});

const notEvidence = (path: string): Complaint => ({
  code: 'config.reserved-name',
  message: `${quoted(path)} is the place of a configuration file, so evidence cannot lie there.`,
  mend: 'Write the path of an evidence file, such as `evidence: .clos/evidence.yml`.',
});
