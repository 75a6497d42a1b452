// What an approval is bound to: the project file and its evidence, as blobs. Any change of either makes another binding, and
// approvals of the old one are void (requirements 4.8, T-74).

import type { EvidenceReading, Project, ProjectReading, Transition } from './model.ts';

export const bindingOf = (project: Project, evidence: EvidenceReading | undefined): string =>
  `${project.slug}:${project.blobSha}:${evidence?.kind === 'read' ? evidence.blobSha : (evidence?.kind ?? 'none')}`;

/** The same, of what a reviewer saw; null when the project file was not there. */
export function bindingSeen(project: Project, saw: Readonly<Record<string, string>>): string | null {
  const blobSha = saw[project.path];
  return blobSha === undefined ? null : `${project.slug}:${blobSha}:${saw[project.evidence] ?? 'none'}`;
}

/** Whether a project file that was judged as the base's is one of these. */
export const isAmong = ({ project: slug, binding }: Transition, files: readonly ProjectReading[]): boolean =>
  files.some(
    (one) =>
      one.kind === 'project' &&
      one.project.slug === slug &&
      binding.startsWith(`${slug}:${one.project.blobSha}:`),
  );
