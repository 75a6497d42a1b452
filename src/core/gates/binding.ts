// What an approval is bound to: the project file and its evidence, as blobs. Any change of either makes another binding, and
// approvals of the old one are void (requirements 4.8, T-74).

import type { EvidenceReading, Project } from './model.ts';

export const bindingOf = (project: Project, evidence: EvidenceReading | undefined): string =>
  `${project.slug}:${project.blobSha}:${evidence?.kind === 'read' ? evidence.blobSha : (evidence?.kind ?? 'none')}`;

/** The same, of what a reviewer saw; null when the project file was not there. */
export function bindingSeen(project: Project, saw: Readonly<Record<string, string>>): string | null {
  const blobSha = saw[project.path];
  return blobSha === undefined ? null : `${project.slug}:${blobSha}:${saw[project.evidence] ?? 'none'}`;
}
