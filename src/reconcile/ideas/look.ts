// An issue as GitHub shows it → what is known of it from here on. Its texts are redacted before anybody else sees them (T-105).

import type { SeenIssue } from '../../core/ideas/decide.ts';
import type { Idea } from '../../core/ideas/record.ts';
import type { IdeaConfiguration, IdeaRules } from '../../core/ideas/rules.ts';
import type { IssueNumber } from '../../core/ids.ts';
import { redact } from '../../core/redact.ts';
import type { Location } from '../../ports/github.ts';
import { readIdea } from '../../webhooks/issue/idea.ts';
import { issuePlace, type WrittenIssue, writtenIssue } from '../../webhooks/payloads/issue.ts';
import { hashOf } from '../hash.ts';
import type { Place, Spine } from '../spine.ts';

/** By which an issue is read. */
export interface IdeaGround {
  readonly rules: IdeaRules;
  readonly form: IdeaConfiguration['form'];
}

/** Null for a pull request. */
export async function lookAt(
  spine: Spine,
  { installation }: Place,
  at: Location,
  number: IssueNumber,
  ground: IdeaGround,
  before: Idea | null,
): Promise<SeenIssue | null> {
  const answer = await spine.github.issues.get(installation, at, number);
  if (answer === null) return { kind: 'gone', how: 'deleted' };
  const written = writtenIssue(answer);
  if (written === null) return null;
  return isMoved(written, issuePlace(answer), at, number, before)
    ? { kind: 'gone', how: 'moved' }
    : seen(written, ground);
}

/** GitHub answers for a transferred issue with what it became, elsewhere. */
function isMoved(
  { issue }: WrittenIssue,
  place: string,
  { owner, name }: Location,
  number: IssueNumber,
  before: Idea | null,
): boolean {
  if (issue.number !== number) return true;
  // A repository that was renamed meanwhile answers under its new name, with the same issues.
  return before ? before.issue.id !== issue.id : place !== `${owner}/${name}`.toLowerCase();
}

export function seen({ issue, body }: WrittenIssue, { rules, form }: IdeaGround): SeenIssue {
  const [title, text] = [redact(issue.title), redact(body)];
  const redacted = [...new Set([...title.kinds, ...text.kinds])];
  const hash = textHash({ issue, body });
  return {
    kind: 'issue',
    issue: { ...issue, title: title.text },
    text: { hash, redacted, ...readIdea(text.text, rules, form) },
  };
}

/** Of what was written, so that a second secret in the place of the first is a new version. */
export const textHash = ({ issue, body }: WrittenIssue): string =>
  hashOf(JSON.stringify([issue.title, body]));
