// Every word a reader meets about work-in-progress limits: what stands, why, and the next step.
// Titles hold trusted words and numbers only; whatever came from outside is marked untrusted for the renderer.

import type { ConfigurationFacts, ConfigurationProblem } from '../policy.ts';
import type { Inline, Text, Verdict, VerdictStatus } from '../verdict.ts';
import type { PodView, Standing } from './model.ts';

/** Up to this place a waiter is told the exact position and who holds the slots. */
const NEAR = 10;

/** Rows shown of a table; a pod with more holders says how many are left out. */
const ROWS = 25;

export const isNear = (position: number): boolean => position <= NEAR;

/** A place in line, exact near the front and a range behind it, so that it stays true while the line moves. */
export function band(position: number): string {
  if (isNear(position)) return `${position}`;
  if (position <= 25) return '11 to 25';
  if (position <= 50) return '26 to 50';
  if (position <= 100) return '51 to 100';
  return 'over 100';
}

/** `2 of 3`; a long line's length is told as a bound that stays true while it grows. */
function place(position: number, length: number): string {
  if (!isNear(position)) return band(position);
  const bound = [100, 50, 25, NEAR].find((each) => length > each);
  return `${position} of ${bound === undefined ? length : `more than ${bound}`}`;
}

export function title(pod: PodView, standing: Standing): string {
  const { limit } = pod.wip;
  const warns = pod.mode === 'warn';
  switch (standing.kind) {
    case 'held':
      return standing.slot > limit
        ? `Holds slot ${standing.slot}, above the limit of ${limit}`
        : `Holds slot ${standing.slot} of ${limit}`;
    case 'queued':
      return warns
        ? `Would wait: position ${band(standing.position)} (warn mode)`
        : `Waiting: position ${place(standing.position, pod.lineLength)}, limit ${limit}`;
    case 'refused':
      return `${warns ? 'Would be blocked' : 'Blocked'}: ${taken(pod)}${warns ? ' (warn mode)' : ''}`;
    case 'draft':
      return `Draft: takes a slot when ready${warns ? ' (warn mode)' : ''}`;
  }
}

/** `all 5 slots are taken`, and the truth where that would not be it. */
function taken({ holders, wip }: PodView): string {
  const { limit } = wip;
  if (limit === 0) return 'the limit is 0, so nobody is admitted';
  if (holders.length > limit) return `${holders.length} hold slots and the limit is ${limit}`;
  if (holders.length < limit) return `${holders.length} of ${limit} slots are taken`;
  return limit === 1 ? 'the only slot is taken' : `all ${limit} slots are taken`;
}

const STATUS: Record<Standing['kind'], VerdictStatus> = {
  held: 'pass',
  queued: 'wait',
  refused: 'fail',
  draft: 'wait',
};

export function verdict(pod: PodView, standing: Standing): Verdict {
  const said = because(pod, standing);
  const warning: Text = ['Warn mode: nothing is blocked. In enforce mode this would say: '];
  return {
    rule: 'wip.slot',
    status: STATUS[standing.kind],
    because: pod.mode === 'warn' && standing.kind !== 'held' ? [...warning, ...said] : said,
    children:
      standing.kind === 'queued' || standing.kind === 'refused' ? holderList(pod, isExact(standing)) : [],
  };
}

const isExact = (standing: Standing) => standing.kind !== 'queued' || isNear(standing.position);

function because(pod: PodView, standing: Standing): Text {
  const name: Inline = { untrusted: pod.name };
  switch (standing.kind) {
    case 'held':
      return [{ strong: title(pod, standing) }, ' in pod ', name, ', since ', { since: standing.since }, '.'];
    case 'queued': {
      const position = { strong: `position ${place(standing.position, pod.lineLength)}` };
      const asked: Text = [' In line since ', { since: standing.requestedAt }, '.'];
      return ['Waiting for a slot in pod ', name, ': ', position, `; ${taken(pod)}.`, ...asked];
    }
    case 'refused':
      return ['Pod ', name, ' takes no more work now: ', { strong: taken(pod) }, '.'];
    case 'draft':
      return ['This is a draft. In pod ', name, ' a draft holds no slot and waits in no line.'];
  }
}

/** `current` is false for far places: their check is not rewritten whenever a holder changes, and says so. */
function holderList(pod: PodView, current: boolean): Verdict[] {
  if (pod.holders.length === 0) return [];
  const rows = pod.holders
    .slice(0, ROWS)
    .map(({ item, slot, grantedAt }): readonly Text[] => [
      [`${slot}`],
      [{ link: `${item.repository}#${item.pullNumber}`, url: item.url }],
      [{ untrusted: item.title }],
      [{ untrusted: item.authorLogin }],
      [{ since: grantedAt }],
    ]);
  const left = pod.holders.length - ROWS;
  if (left > 0) rows.push([['…'], [`and ${left} more`], [], [], []]);
  return [
    {
      rule: 'wip.holders',
      status: 'info',
      because: [current ? 'Who holds the slots' : 'Who held the slots when this was written'],
      table: { columns: ['Slot', 'Pull request', 'Title, as written', 'Author', 'Holds it since'], rows },
      children: [],
    },
  ];
}

export function next(pod: PodView, standing: Standing): Text {
  switch (standing.kind) {
    case 'held':
      return heldNext(pod);
    case 'queued':
      return queuedNext(pod);
    case 'refused':
      return refusedNext(pod);
    case 'draft':
      return [NOTHING, ' when you mark this pull request ready for review, it asks for a slot.'];
  }
}

const NOTHING: Inline = { strong: 'Nothing to do:' };

const leavings = ({ wip }: PodView) =>
  wip.drafts === 'exclude' ? 'merged, closed or converted to draft' : 'merged or closed';

const heldNext = (pod: PodView): Text => [
  NOTHING,
  ` carry on. The slot passes to the next in line when this pull request is ${leavings(pod)}.`,
];

function queuedNext(pod: PodView): Text {
  if (pod.wip.limit === 0) {
    return [
      NOTHING,
      ' your place is kept. This turns green by itself, in turn, once the limit is raised in ',
      { code: '.clos/config.yml' },
      '.',
    ];
  }
  if (pod.mode === 'warn') {
    return [NOTHING, ' you may merge. To free a slot, help one of the pull requests above to merge.'];
  }
  const stepOut =
    pod.wip.drafts === 'exclude'
      ? ' If this one can wait, convert it to draft: marked ready again, it joins the back of the line.'
      : '';
  return [
    NOTHING,
    ' this turns green by itself when a slot frees and your turn comes. ',
    `To go sooner, help one of the pull requests above to merge.${stepOut}`,
  ];
}

function refusedNext(pod: PodView): Text {
  if (pod.mode === 'warn') return [NOTHING, ' you may merge. In enforce mode this would have to ask again.'];
  const first =
    pod.wip.limit === 0
      ? 'Wait until the limit is raised.'
      : 'Help one of the pull requests above to merge, so that a slot frees.';
  return [
    `${first} There is no line to wait in, so ask again then: press `,
    { strong: 'Re-run' },
    ' on this check, or push a commit.',
  ];
}

export function brokenTitle({ problems }: ConfigurationFacts): string {
  const first = problems[0];
  if (!first) return 'Configuration broken: it could not be read';
  const more = problems.length > 1 ? ` and ${problems.length - 1} more` : '';
  return `Configuration broken: ${first.code} at ${where(first)}${more}`;
}

/** Without rules nothing can be judged, so the answer is red with the lines to mend. */
export const brokenVerdict = ({ problems }: ConfigurationFacts): Verdict => ({
  rule: 'configuration',
  status: 'error',
  because: [
    'The configuration of this repository cannot be used, and there is no earlier good version. ',
    'Without rules nothing can be judged, so this check is red.',
  ],
  children: problems.length === 0 ? [] : [problemList('What is wrong', problems, 'error')],
});

export const brokenNext: Text = [
  'Mend the lines above on the default branch. ',
  'Every open pull request is judged again as soon as that lands; nothing else is needed here. ',
  'Where this check guards the default branch, someone who may bypass it has to merge the repair.',
];

/** Said once, and only where a check stood before the pod stopped judging: a required check must not stay yellow. */
export const observedTitle = 'Not judged: the pod only observes';

export const observedVerdict: Verdict = {
  rule: 'wip.slot',
  status: 'pass',
  because: ['The pod is in ', { code: 'observe' }, ' mode: slots are counted, and nothing is held up.'],
  children: [],
};

export const observedNext: Text = [
  'Nothing to do. To judge pull requests again, set ',
  { code: 'mode: warn' },
  ' or ',
  { code: 'mode: enforce' },
  ' on the default branch.',
];

/** The newest file is broken and the one before it still rules: said, but nobody is held up by it. */
export const lastGoodVerdict = ({ problems }: ConfigurationFacts): Verdict =>
  problemList('The newest configuration is broken; the last good one is in force', problems, 'info');

const where = ({ file, line, column }: ConfigurationProblem) => `${file}:${line}:${column}`;

/** Messages quote the file, so they are as untrusted as the file. */
function problemList(
  heading: string,
  problems: readonly ConfigurationProblem[],
  status: VerdictStatus,
): Verdict {
  const rows = problems
    .slice(0, ROWS)
    .map((problem): readonly Text[] => [
      [{ code: where(problem) }],
      [{ untrusted: problem.message }],
      quoted(problem.mend),
      [{ code: problem.code }],
    ]);
  const left = problems.length - ROWS;
  if (left > 0) rows.push([[`and ${left} more`], [], [], []]);
  return {
    rule: 'configuration',
    status,
    because: [heading],
    table: { columns: ['Where', 'What is wrong', 'What to do', 'Code'], rows },
    children: [],
  };
}

/** Our own hints may quote with backticks, as in "write `limit: 5`". */
const quoted = (hint: string): Text =>
  hint
    .split(/`([^`]+)`/)
    .map((part, index): Inline => (index % 2 === 1 ? { code: part } : part))
    .filter((part) => part !== '');
