// The label that makes an issue an idea. GitHub sets a form's labels only where the repository has them, and says nothing where it has
// not: then an idea would be lost in silence. So the label is made as soon as a form asks for it, and an idea that came before gets it.

import { TerminalFault } from '../../core/faults.ts';
import { hasLabel } from '../../core/ideas/decide.ts';
import type { IdeaConfiguration } from '../../core/ideas/rules.ts';
import type { InstallationId, IssueNumber } from '../../core/ids.ts';
import type { Location } from '../../ports/github.ts';
import { isWholeForm } from '../../webhooks/issue/answers.ts';
import { writtenIssue } from '../../webhooks/payloads/issue.ts';
import type { Spine } from '../spine.ts';

const COLOR = '5319e7';
const DESCRIPTION = 'CLOS scores this idea and keeps it';

/** Null where no form sets it, or where a team only observes. */
function wantedLabel({ rules, form }: IdeaConfiguration): string | null {
  if (rules === null || form === null || rules.mode === 'observe') return null;
  return hasLabel(form.labels, rules.label) ? rules.label : null;
}

export async function makeLabel(
  spine: Spine,
  installation: InstallationId,
  at: Location,
  before: IdeaConfiguration | null,
  now: IdeaConfiguration,
): Promise<void> {
  const name = wantedLabel(now);
  if (name === null || (before && wantedLabel(before) === name)) return;
  try {
    await spine.github.issues.makeLabel(installation, at, { name, color: COLOR, description: DESCRIPTION });
  } catch (error) {
    // Not allowed, or archived: what is read of the repository counts all the same.
    if (!(error instanceof TerminalFault)) throw error;
    spine.log.warn({ err: error, installation, repository: at.name }, 'the label of ideas could not be made');
  }
}

/** The issue that made us read the rules for the first time: the form may have opened it when the label was not there yet. */
export async function labelFirst(
  spine: Spine,
  installation: InstallationId,
  at: Location,
  number: IssueNumber,
  configuration: IdeaConfiguration,
): Promise<void> {
  const name = wantedLabel(configuration);
  const { form } = configuration;
  if (name === null || form === null) return;
  const answer = await spine.github.issues.get(installation, at, number);
  const written = answer === null ? null : writtenIssue(answer);
  if (written === null || hasLabel(written.issue.labels, name) || !isWholeForm(written.body, form)) return;
  // What follows from it follows from the delivery that tells of the label.
  await spine.github.issues.addLabel(installation, at, number, name);
}
