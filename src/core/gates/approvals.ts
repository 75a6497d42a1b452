// Who approved, and whether it counts: given to exactly what is at the head now, by somebody other than the author, and of a
// named team where one is named. Accounts are told apart by number, never by what a file or a commit says (T-8, T-9, T-10).

import type { UserId } from '../ids.ts';
import { capital, count, joined, listed, ticked } from '../sentences.ts';
import type { Inline, Text } from '../verdict.ts';
import { bindingOf, bindingSeen } from './binding.ts';
import type { Case } from './case.ts';
import type { ApprovalRule, Known } from './model.ts';
import { type Row, rowOf } from './row.ts';

export interface Person {
  readonly id: UserId;
  readonly login: string;
}

export interface Endorsement {
  readonly counted: readonly Person[];
  /** Given to an older version of the project file or its evidence: void. */
  readonly outdated: readonly Person[];
  readonly objecting: readonly Person[];
  /** Approved by command, and may not any more. */
  readonly barred: readonly Person[];
  /** The author's own, and those of accounts that GitHub no longer knows: neither counts. */
  readonly own: boolean;
  readonly strangers: number;
  /** Why there may be more; null when all is known. */
  readonly unknown: string | null;
}

interface Given {
  readonly id: UserId | null;
  readonly login: string;
  readonly bound: boolean;
}

export function endorsementOf(subject: Case): Endorsement {
  const { known, pull } = subject;
  const reviews = known.reviews.kind === 'known' ? known.reviews.value : [];
  const author = pull?.facts.authorId ?? null;
  const objecting = reviews.flatMap(({ userId: id, login, state }) =>
    state === 'changes-requested' && id !== null && id !== author ? [{ id, login }] : [],
  );
  const barred = distinct(
    known.approvals
      .filter(({ project, userId: id }) => project === subject.project.slug && isBarred(known, id))
      .map(({ userId: id, login }) => ({ id, login })),
  );
  const given = givenTo(subject);
  const people = given.flatMap((one) => (one.id === null ? [] : [{ ...one, id: one.id }]));
  const eligible = people.filter(({ id }) => id !== author && !objecting.some((other) => other.id === id));
  const counted = distinct(author === null ? [] : eligible.filter(({ bound }) => bound));
  const outdated = distinct(eligible).filter(({ id }) => !counted.some((other) => other.id === id));
  return {
    counted,
    outdated: author === null ? [] : outdated,
    objecting,
    barred: barred.filter(({ id }) => !counted.some((other) => other.id === id)),
    own: people.some(({ id }) => id === author),
    strangers: given.length - people.length,
    unknown: unknownBecause(subject),
  };
}

function givenTo({ project, evidence, known }: Case): Given[] {
  const binding = bindingOf(project, evidence);
  const reviews = known.reviews.kind === 'known' ? known.reviews.value : [];
  const approving = reviews.filter(({ state }) => state === 'approved');
  return [
    ...approving.map(({ userId: id, login, saw }) => {
      const seen = saw && bindingSeen(project, saw);
      return { id, login, bound: evidence !== undefined && seen === binding };
    }),
    ...known.approvals
      .filter((approval) => approval.project === project.slug && !isBarred(known, approval.userId))
      .map(({ userId: id, login, binding: to }) => ({
        id,
        login,
        bound: evidence !== undefined && to === binding,
      })),
  ];
}

const isBarred = ({ barred = [] }: Case['known'], id: UserId): boolean => barred.includes(id);

/** Without the author's number nobody can be told apart from them. */
function unknownBecause({ known, pull }: Case): string | null {
  if (known.reviews.kind === 'unknown') return `reviews could not be read: ${known.reviews.because}`;
  return pull !== null && pull.facts.authorId === null
    ? 'GitHub no longer knows who opened this pull request, so nobody can be told apart from its author'
    : null;
}

const distinct = (people: readonly Person[]): Person[] => [
  ...new Map(people.map(({ id, login }) => [id, { id, login }])).values(),
];

export const approvalRows = (subject: Case, rules: readonly ApprovalRule[], all: Endorsement): Row[] =>
  rules.map((rule, index) =>
    approvalRow(subject, rule, all, index === 0 ? 'approvals' : `approvals-${index + 1}`),
  );

/** From a fork, a promotion needs somebody who may write here to have looked at it (T-6). */
export const forkRow = (subject: Case, all: Endorsement): Row => {
  const row = approvalRow(subject, { count: 1, teams: [] }, all, 'fork-approval');
  const reason: Text = [
    'Evidence from a fork counts when somebody of this repository stands for it. ',
    ...row.reason,
  ];
  return {
    ...row,
    title: ['Approval, because this comes from a fork'],
    reason: row.state === 'met' ? [] : reason,
  };
};

function approvalRow(subject: Case, rule: ApprovalRule, all: Endorsement, id: string): Row {
  const { yes, perhaps, because } = membersOf(rule, all, subject.known.teams);
  const short = rule.count - yes.length;
  const unknown = all.unknown ?? (perhaps >= short ? because : null);
  const state = short <= 0 ? 'met' : unknown !== null ? 'unknown' : 'not-met';
  return rowOf({
    id,
    title: [count(rule.count, 'approval')],
    state,
    mends: 'others',
    needed: needed(rule),
    found: found(yes, all, because === null),
    reason: state === 'met' ? [] : reasonFor(state === 'unknown' ? unknown : null, all),
    hint: state === 'not-met' ? hint(short, rule) : [],
    place: subject.project.at.stage,
  });
}

/** Of those that count, who is of a named team; `perhaps` are those of whom that cannot be told now. */
function membersOf(
  { teams }: ApprovalRule,
  { counted }: Endorsement,
  known: Case['known']['teams'],
): { readonly yes: readonly Person[]; readonly perhaps: number; readonly because: string | null } {
  if (teams.length === 0) return { yes: counted, perhaps: 0, because: null };
  const asked = teams.map(
    (team): Known<readonly UserId[]> => known[team] ?? { kind: 'unknown', because: 'it was not read' },
  );
  const yes = counted.filter(({ id }) =>
    asked.some((team) => team.kind === 'known' && team.value.includes(id)),
  );
  const lost = asked.findIndex(({ kind }) => kind === 'unknown');
  const team = asked[lost];
  if (team?.kind !== 'unknown') return { yes, perhaps: 0, because: null };
  const because = `the members of team \`${teams[lost]}\` could not be read: ${team.because}`;
  return { yes, perhaps: counted.length - yes.length, because };
}

const teamNames = (teams: readonly string[]): Text =>
  joined(
    teams.map((team): Text => [{ code: team }]),
    ' or ',
  );

const needed = ({ count: most, teams }: ApprovalRule): Text => [
  teams.length === 0 ? `${most} by people who may write here` : `${most} by people of `,
  ...teamNames(teams),
  ', the author not counted',
];

const names = (people: readonly Person[]): Text =>
  listed(
    people.map(({ login }): Text => [{ untrusted: login } satisfies Inline]),
    5,
  );

function found(yes: readonly Person[], { counted, outdated }: Endorsement, teamsKnown: boolean): Text {
  const others = counted.filter(({ id }) => !yes.some((one) => one.id === id));
  const parts: Text[] = [yes.length === 0 ? ['nobody yet'] : names(yes)];
  if (others.length > 0)
    parts.push([...names(others), teamsKnown ? ' (not of the team)' : ' (of which team is not known)']);
  if (outdated.length > 0) parts.push([...names(outdated), ' (for an older version)']);
  return joined(parts, '; ');
}

function reasonFor(
  unknown: string | null,
  { outdated, own, strangers, objecting, barred }: Endorsement,
): Text {
  if (unknown !== null) return [...ticked(capital(unknown)), '.'];
  const parts: Text[] = [];
  if (outdated.length > 0)
    parts.push(['The project file or its evidence changed after the approval, which is void now.']);
  if (objecting.length > 0) parts.push([...names(objecting), ' asks for changes.']);
  if (barred.length > 0)
    parts.push([
      ...names(barred),
      ' approved, but nobody of that name may write here now: it counts when it is given again.',
    ]);
  if (own) parts.push(["The author's own approval does not count."]);
  if (strangers > 0) parts.push(['An account that GitHub no longer knows does not count.']);
  return parts.length === 0 ? ['Not enough people stand for it yet.'] : joined(parts, ' ');
}

const hint = (short: number, { teams }: ApprovalRule): Text => [
  `Ask ${short === 1 ? 'one more' : `${short} more`}`,
  ...(teams.length === 0 ? [] : [' of ', ...teamNames(teams)]),
  ' for an approving review, or for ',
  { code: '/clos approve' },
  '.',
];
