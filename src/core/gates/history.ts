// How projects moved since they were last seen on the default branch. What cannot be read moved nobody: a broken file is told on
// pull requests, and the project stays where it was.

import type { ProjectReading } from './model.ts';

/** A project as the history knows it. */
export interface Standing {
  readonly slug: string;
  readonly name: string;
  readonly pod: string | null;
  readonly stage: string;
  readonly present: boolean;
}

export interface Move {
  readonly project: Omit<Standing, 'present'>;
  /** Null when it was not there before. */
  readonly from: string | null;
  /** Null when its file is gone. */
  readonly to: string | null;
}

export function movesSince(known: readonly Standing[], shown: readonly ProjectReading[]): readonly Move[] {
  const before = new Map(known.map((one) => [one.slug, one]));
  const here = new Set(shown.map((one) => (one.kind === 'project' ? one.project.slug : one.slug)));
  const arrived = shown.flatMap((one) => (one.kind === 'project' ? moved(before, one.project) : []));
  const gone = known
    .filter(({ slug, present }) => present && !here.has(slug))
    .map(({ present: _, ...project }): Move => ({ project, from: project.stage, to: null }));
  return [...arrived, ...gone];
}

function moved(
  before: ReadonlyMap<string, Standing>,
  { slug, name, pod, stage }: Omit<Standing, 'present'>,
): Move[] {
  const was = before.get(slug);
  if (was?.present && was.stage === stage) return [];
  return [{ project: { slug, name, pod, stage }, from: was?.present ? was.stage : null, to: stage }];
}
