// Every project of one commit, from its tree: `.clos/project.yml` and `.clos/projects/<slug>.yml`.
// Invariant: what looks like a project file is a project or broken, never overlooked (T-13, T-14, T-15, T-16).

import type { ProjectReading, TreeFile } from '../core/gates/model.ts';

/** `tree`: everything under `.clos/`. `stages`: those of the rules in force. Sorted by slug. */
export function readProjects(
  _tree: readonly TreeFile[],
  _stages: readonly string[],
): readonly ProjectReading[] {
  return [];
}
