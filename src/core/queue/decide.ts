// The verdict on a merge group: green only if each member is. Pure; the words are here too, since they are few.
// Invariant: a member that is not known, or a chain that cannot be followed, is red; neutral does not exist.

import { type Gone, goneOf } from '../basis.ts';
import type { CheckName, CheckOutcome } from '../effect.ts';
import type { Shown } from '../render/check.ts';
import type { Inline, Text, Verdict } from '../verdict.ts';
import type { Membership, UnknownStep } from './members.ts';
import type { Member, MemberStanding, MergeGroup } from './model.ts';

/** Changes when the words do, so that a new version rewrites what it would say differently. */
const WORDING = 1;

export interface GroupCheck extends Shown {
  readonly essence: string;
}

interface Words {
  readonly name: CheckName;
  readonly refused: string;
  readonly observed: string;
  readonly mend: Text;
}

const WORDS: Readonly<Record<CheckName, Words>> = {
  'clos/wip': {
    name: 'clos/wip',
    refused: 'No slot',
    observed: 'Not judged: its pods only observe',
    mend: [
      'Take the pull requests named above out of the queue, or free a slot for them (their own check says how). ',
    ],
  },
  'clos/stage-gate': {
    name: 'clos/stage-gate',
    refused: 'Gate closed',
    observed: 'Not judged: the gates only observe',
    mend: ['Take the pull requests named above out of the queue, or mend what their own check names. '],
  },
};

/** Null when nobody judges any member, only observes: then nothing is posted. */
export function decideGroup(
  group: MergeGroup,
  membership: Membership,
  found: readonly Member[],
  name: CheckName = 'clos/wip',
): GroupCheck | null {
  const words = WORDS[name];
  const members = found.map((member) => ({ ...member, standing: standingNow(member.standing) }));
  if (membership.kind === 'unknown') return unknownGroup(group, membership);
  if (members.length > 0 && members.every(({ standing }) => standing.kind === 'observed')) return null;
  const failing = members.filter(isFailing);
  const shown =
    failing.length > 0 || members.length === 0 ? refused(members, failing, words) : admitted(members, words);
  const about = members.map(({ number, standing }) => [number, standing]);
  return { ...shown, essence: JSON.stringify([WORDING, group.headSha, shown.outcome, about]) };
}

const GONE: Readonly<Record<Gone, string>> = {
  unknown: 'Not judged yet',
  head: 'Not judged at this commit yet',
  base: 'Not judged for this base branch yet',
  rules: 'Not judged by the rules in force yet',
  time: 'What it stood on has ended; it is judged again',
};

/** A green counts only while all that it stood on is what is shown (core/basis.ts). */
function standingNow(standing: MemberStanding): MemberStanding {
  if (standing.kind !== 'passes') return standing;
  const { stands, because } = standing;
  const gone = stands ? goneOf(stands.basis, stands.shown) : null;
  return gone === null ? { kind: 'passes', because } : { kind: 'fails', because: GONE[gone] };
}

const isFailing = ({ standing }: Member): boolean => standing.kind === 'fails' || standing.kind === 'unknown';

const GREEN: CheckOutcome = { status: 'completed', conclusion: 'success' };
const RED: CheckOutcome = { status: 'completed', conclusion: 'failure' };

const count = (members: readonly Member[]): string =>
  members.length === 1 ? '1 pull request' : `${members.length} pull requests`;

function admitted(members: readonly Member[], words: Words): Shown {
  const title =
    members.length === 1 ? 'The pull request may land' : `All ${members.length} pull requests may land`;
  const because: Text = [`This merge group holds ${count(members)}, and ${words.name} is green on each.`];
  return {
    outcome: GREEN,
    title,
    verdict: { rule: 'queue', status: 'pass', because, table: table(members, words), children: [] },
    next: ['Nothing: GitHub merges the group when its other checks are green.'],
  };
}

function refused(members: readonly Member[], failing: readonly Member[], words: Words): Shown {
  const others = members.filter((member) => !failing.includes(member));
  const numbers = failing
    .slice(0, 3)
    .map(({ number }) => `#${number}`)
    .join(', ');
  const more = failing.length > 3 ? ` and ${failing.length - 3} more` : '';
  const lead = `${failing.length} of ${count(members)} cannot land: `;
  const because: Text = [
    lead,
    ...failing.slice(0, 3).flatMap((one, i) => [i > 0 ? ', ' : '', link(one)]),
    more,
    '.',
  ];
  const rest: Verdict[] =
    others.length === 0
      ? []
      : [
          {
            rule: 'queue-others',
            status: 'info',
            because: ['The others'],
            table: table(others, words),
            children: [],
          },
        ];
  return {
    outcome: RED,
    title: `${words.refused}: ${numbers}${more}`,
    verdict: { rule: 'queue', status: 'fail', because, table: table(failing, words), children: rest },
    next: [...words.mend, 'Then queue the group again, or press Re-run here.'],
  };
}

const STEP: Record<UnknownStep, string> = {
  'strange-name': 'the branch of the group is not named as those of a merge queue are',
  'broken-chain': 'no entry of the queue has the commit that this one was built on',
  circle: 'the entries of the queue are built on each other in a circle',
  'too-long': 'the queue is longer than GitHub allows',
};

function unknownGroup(
  group: MergeGroup,
  { problem, at, numbers }: Membership & { kind: 'unknown' },
): GroupCheck {
  const known: Text =
    numbers.length === 0 ? [] : [` Found so far: ${numbers.map((number) => `#${number}`).join(', ')}.`];
  return {
    outcome: RED,
    title: 'Cannot tell which pull requests are in this group',
    verdict: {
      rule: 'queue-members',
      status: 'error',
      because: [`An unknown member: ${STEP[problem]} (`, { code: at }, ').', ...known],
      children: [],
    },
    next: ['Press Re-run; the queue may have moved. If that does not help, queue the pull requests again.'],
    essence: JSON.stringify([WORDING, group.headSha, RED, problem, at, numbers]),
  };
}

const ICON: Record<Member['standing']['kind'], string> = {
  passes: '✅',
  fails: '❌',
  observed: 'ℹ️',
  unknown: '🛑',
};

const link = ({ number, pull }: Member): Inline =>
  pull ? { link: `#${number}`, url: pull.url } : { strong: `#${number}` };

function reason({ standing }: Member, { observed }: Words): string {
  if (standing.kind === 'observed') return observed;
  if (standing.kind === 'unknown') return 'Unknown: no such pull request was found';
  return standing.because;
}

function table(members: readonly Member[], words: Words): NonNullable<Verdict['table']> {
  return {
    columns: ['Pull request', 'Title', 'Its check'],
    rows: members.map((member) => [
      [link(member)],
      [{ untrusted: member.pull?.title ?? '' }],
      [`${ICON[member.standing.kind]} ${reason(member, words)}`],
    ]),
  };
}
