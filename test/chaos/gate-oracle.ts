// What a gate has to answer, said in as few words as possible and from nothing but the simulated GitHub's own state: small enough
// to be believed, and without a line of what it judges. It knows one project, two kinds of criteria, and no other language.

import { commitOf, diff, mergeBase, tipOf } from '../github/state/git.ts';
import type { Comment, Commit, Pull } from '../github/state/model.ts';

export const PROJECT = '.clos/project.yml';
export const EVIDENCE = '.clos/evidence.yml';
export const GATES = '.clos/gates.yml';
/** A branch that no rules name, and one that some do: into the one nothing is ever green, whatever stage it has. */
export const WEAK = 'weak';
export const RELEASE = 'release/1';
export const STAGES = ['DISCOVERY', 'PROTOTYPE', 'GROWTH'] as const;
export type Stage = (typeof STAGES)[number];

export interface Policy {
  readonly interviews: number;
  readonly approvals: number;
  /** Pull requests into `release/1` are judged, too. */
  readonly listed: boolean;
}

export const projectFile = (stage: Stage): string => `version: 1\nname: Shop\nstage: ${stage}\n`;
export const evidenceFile = (interviews: number): string => `customerInterviews: ${interviews}\n`;

/** The same for both stages that can be left. */
export function gatesFile({ interviews, approvals, listed }: Policy): string {
  const criterion = `{id: talks, title: Talks, expression: evidence.customerInterviews >= ${interviews}, reason: Too few}`;
  const gate = [
    `    criteria: [${criterion}]`,
    ...(approvals > 0 ? [`    approvals: [{count: ${approvals}}]`] : []),
  ];
  const gates = STAGES.slice(0, 2).flatMap((stage) => [`  ${stage}:`, ...gate]);
  const branches = listed ? ['branches: [release/*]'] : [];
  return ['version: 1', `stages: [${STAGES.join(', ')}]`, ...branches, 'gates:', ...gates, ''].join('\n');
}

const textAt = ({ files }: Commit, path: string): string => files.get(path)?.text ?? '';
const wordAfter = (text: string, key: string): string =>
  new RegExp(`${key}:? *(>= )?(\\w+)`).exec(text)?.[2] ?? '';

function policyAt(commit: Commit): Policy {
  const text = textAt(commit, GATES);
  return {
    interviews: Number(wordAfter(text, 'evidence.customerInterviews')),
    approvals: Number(wordAfter(text, 'count') || 0),
    listed: text.includes('branches:'),
  };
}

/** The project as a merge would leave it. */
function projectAfter(pull: Pull, head: Commit): string {
  const { repository, base } = pull;
  const from = commitOf(repository, mergeBase(repository, base.sha, head.sha));
  const touched = diff(from.files, head.files).some(({ path }) => path === PROJECT);
  return textAt(touched ? head : tipOf(repository, base.ref), PROJECT);
}

/** What somebody who looks at this commit looks at. */
export const shownAt = (pull: Pull, head: Commit): string =>
  `${projectAfter(pull, head)}|${textAt(head, EVIDENCE)}`;

/** An approval by command: what its giver was shown, and whether the app said that it counts. */
export interface Given {
  readonly comment: Comment;
  readonly shown: string;
}

const isAccepted = ({ comment }: Given): boolean => comment.reactions.some(({ content }) => content === '+1');

/** `granted`: only what the app took; else all that was said, which is the most that may count. */
function approvers(pull: Pull, head: Commit, given: readonly Given[], granted: boolean): number {
  const shown = shownAt(pull, head);
  const newest = new Map(
    pull.reviews.filter(({ state }) => state !== 'commented').map((one) => [one.author.login, one]),
  );
  const seen = (sha: string): string => {
    const commit = commitOf(pull.repository, sha);
    return `${textAt(commit, PROJECT)}|${textAt(commit, EVIDENCE)}`;
  };
  const reviewers = [...newest.values()]
    .filter(({ state, commitSha }) => state === 'approved' && seen(commitSha) === shown)
    .map(({ author }) => author.login);
  const taken = new Map(
    given
      .filter((one) => one.comment.issueNumber === pull.number && (!granted || isAccepted(one)))
      .map((one) => [granted ? one.comment.author.login : String(one.comment.id), one]),
  );
  const commanders = [...taken.values()]
    .filter((one) => one.shown === shown)
    .map((one) => one.comment.author.login);
  const people = new Set([...reviewers, ...commanders]);
  return [...people].filter((login) => newest.get(login)?.state !== 'changes_requested').length;
}

/** The rules in force are the default branch's, whatever the base. */
const policyOf = ({ repository }: Pull): Policy => policyAt(tipOf(repository, repository.defaultBranch));

/** Whether pull requests into its base branch are judged at all. */
export const isJudged = (pull: Pull): boolean =>
  pull.base.ref === pull.repository.defaultBranch || (pull.base.ref === RELEASE && policyOf(pull).listed);

/** Whether this commit of the pull request may be green now. */
export function mayBeGreen(pull: Pull, sha: string, given: readonly Given[], granted: boolean): boolean {
  if (!isJudged(pull)) return false;
  const { repository } = pull;
  const head = commitOf(repository, sha);
  const stages: readonly string[] = STAGES;
  const from = stages.indexOf(wordAfter(textAt(tipOf(repository, pull.base.ref), PROJECT), 'stage'));
  const to = stages.indexOf(wordAfter(projectAfter(pull, head), 'stage'));
  const labelled = pull.labels.some(({ name }) => name === 'stage-gate');
  if (from === to && (!labelled || to === stages.length - 1)) return true;
  if (from !== to && to - from !== 1) return false;
  const policy = policyOf(pull);
  const interviews = Number(wordAfter(textAt(head, EVIDENCE), 'customerInterviews'));
  return interviews >= policy.interviews && approvers(pull, head, given, granted) >= policy.approvals;
}
