// What a pull request asks of one project: a changed `stage:`, or the label that means the next one.
// A project is compared with the tip of the base branch, so that another base makes another question (T-2).

import { stageAfter } from './case.ts';
import type { Concern } from './concern.ts';
import { type Asked, PROMOTION_LABEL, type Project, type ProjectReading } from './model.ts';

type Broken = Extract<ProjectReading, { kind: 'broken' }>;

export type Wish =
  | { readonly kind: 'moves'; readonly project: Project; readonly asked: Asked }
  /** Nothing is asked; `next` is null at the last stage and at one that is not declared. */
  | {
      readonly kind: 'stays';
      readonly project: Project;
      readonly next: string | null;
      readonly declared: boolean;
    }
  /** The label asks, and no stage follows. */
  | { readonly kind: 'at-last'; readonly project: Project }
  /** It asks for, or from, a stage that is not declared. */
  | { readonly kind: 'no-stage'; readonly project: Project }
  | { readonly kind: 'deleted'; readonly base: Project | null }
  | { readonly kind: 'broken'; readonly reading: Broken };

/** A new project may be declared at the first of these many stages at once. */
export const FREE_STAGES = 2;

/** GitHub takes labels that differ in case only for one, and shows them as they were first written. */
export const isLabelled = (labels: readonly string[]): boolean =>
  labels.some((label) => label.toLowerCase() === PROMOTION_LABEL);

export function wishOf({ base, after }: Concern, stages: readonly string[], labelled: boolean): Wish {
  if (after === null) return { kind: 'deleted', base };
  if (after.kind === 'broken') return { kind: 'broken', reading: after };
  const { project } = after;
  if (base?.stage === project.stage) return stays(project, stages, labelled);
  if (!stages.includes(project.stage)) return { kind: 'no-stage', project };
  return { kind: 'moves', project, asked: moved(project, base, stages) };
}

function moved({ slug, stage }: Project, base: Project | null, stages: readonly string[]): Asked {
  const from = base?.stage ?? '';
  const steps = stages.indexOf(stage) - stages.indexOf(from);
  const known = stages.includes(from);
  const direction = !known ? 'new' : steps < 0 ? 'back' : steps === 1 ? 'forward' : 'skips';
  return { project: slug, from, to: stage, direction, by: 'stage' };
}

function stays(project: Project, stages: readonly string[], labelled: boolean): Wish {
  const { slug, stage } = project;
  const next = stageAfter(stages, stage);
  const declared = stages.includes(stage);
  if (!labelled) return { kind: 'stays', project, next, declared };
  if (!declared) return { kind: 'no-stage', project };
  if (next === null) return { kind: 'at-last', project };
  const asked: Asked = { project: slug, from: stage, to: next, direction: 'forward', by: 'label' };
  return { kind: 'moves', project, asked };
}
