// Which projects a pull request concerns, and what each would be after the merge.
// Invariant: what is not known to be untouched counts as touched, and whoever touches its own file is concerned, whatever it says.

import { matchesGlob } from '../glob.ts';
import type { GateFacts, Known, Project, ProjectReading } from './model.ts';

export interface Concern {
  readonly slug: string;
  /** At the tip of the base branch; null: it is not there, or cannot be read there. */
  readonly base: Project | null;
  /** What a merge would leave: the head's file where the pull request changes it, else the base's. Null: no file any more. */
  readonly after: ProjectReading | null;
  /** The pull request changes the project file, as far as can be told. */
  readonly touched: boolean;
}

interface Sides {
  readonly base: ProjectReading | undefined;
  readonly head: ProjectReading | undefined;
  /** Of all files that claim to be it, on either side: of two that clash neither may go unseen (T-14). */
  readonly files: ReadonlySet<string>;
}

export function concernsOf({ base, head, changed }: GateFacts): Known<readonly Concern[]> {
  const sides = [base.projects, head.projects];
  const lost = sides.find((side) => side.kind === 'unknown');
  if (lost?.kind === 'unknown') return lost;
  const readings = sides.map((side) => (side.kind === 'known' ? side.value : []));
  const [atBase, atHead] = readings.map(bySlug);
  const files = filesBySlug(readings.flat());
  const slugs = [...new Set([...(atBase?.keys() ?? []), ...(atHead?.keys() ?? [])])].toSorted();
  const paths = changed.kind === 'known' ? changed.value : null;
  const concerns = slugs.flatMap((slug) => {
    const pair = { base: atBase?.get(slug), head: atHead?.get(slug), files: files.get(slug) ?? NO_FILES };
    return isConcerned(pair, paths) ? (concernOf(slug, pair, paths) ?? []) : [];
  });
  return { kind: 'known', value: concerns };
}

const NO_FILES: ReadonlySet<string> = new Set();

function filesBySlug(readings: readonly ProjectReading[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const reading of readings) {
    const files = found.get(slugOf(reading)) ?? new Set();
    found.set(slugOf(reading), files.add(pathOf(reading)));
  }
  return found;
}

function bySlug(readings: readonly ProjectReading[]): ReadonlyMap<string, ProjectReading> {
  const found = new Map<string, ProjectReading>();
  for (const reading of readings) {
    const slug = slugOf(reading);
    const other = found.get(slug);
    found.set(slug, other ? twice(slug, pathOf(other), pathOf(reading)) : reading);
  }
  return found;
}

/** `.clos/project.yml` and `.clos/projects/project.yml` would be the same project: neither may speak for the other. */
const twice = (slug: string, first: string, second: string): ProjectReading => ({
  kind: 'broken',
  slug,
  path: second,
  problems: [
    {
      code: 'project.twice',
      file: second,
      line: 1,
      column: 1,
      message: `${first} and ${second} declare the same project.`,
      mend: 'Keep one of them, or give one another file name.',
    },
  ],
});

const slugOf = (reading: ProjectReading): string =>
  reading.kind === 'project' ? reading.project.slug : reading.slug;

export const pathOf = (reading: ProjectReading): string =>
  reading.kind === 'project' ? reading.project.path : reading.path;

const isTouched = ({ files }: Sides, paths: readonly string[] | null): boolean =>
  paths === null || paths.some((path) => files.has(path));

/** What it does not touch is concerned by the paths the base gives it. */
const isConcerned = (sides: Sides, paths: readonly string[] | null): boolean =>
  paths === null || isTouched(sides, paths) || (sides.base !== undefined && covers(sides.base, paths));

/** A file that cannot be read may cover anything. */
function covers(reading: ProjectReading, paths: readonly string[]): boolean {
  if (reading.kind === 'broken') return true;
  const { project } = reading;
  return project.paths === null || paths.some((path) => path === project.evidence || owns(project, path));
}

export const owns = ({ paths }: Project, path: string): boolean =>
  paths?.some((glob) => matchesGlob(glob, path)) ?? true;

/** Null where the base lost the project meanwhile and the pull request does not bring it back. */
function concernOf(slug: string, sides: Sides, paths: readonly string[] | null): Concern | null {
  const touched = isTouched(sides, paths);
  const after = (touched ? sides.head : sides.base) ?? null;
  if (after === null && !touched) return null;
  return { slug, base: sides.base?.kind === 'project' ? sides.base.project : null, after, touched };
}
