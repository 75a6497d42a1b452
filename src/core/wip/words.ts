// Every word a reader meets about work-in-progress limits: what stands, why, and the next step.
// Titles hold trusted words and numbers only; whatever came from outside is marked untrusted for the renderer.

import type { Inline, Text, Verdict, VerdictStatus } from '../verdict.ts';
import { isStopped } from './freeze.ts';
import type { Holder, Obstacle, PodView, Standing } from './model.ts';
import type { Freeze } from './orders.ts';

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
  if (isStopped(pod, standing))
    return `${pod.mode === 'warn' ? 'Would be stopped' : 'Stopped'}: ${frozen(pod)}${warned(pod)}`;
  switch (standing.kind) {
    case 'held':
      return heldTitle(pod, standing);
    case 'queued':
      return queuedTitle(pod, standing);
    case 'refused':
      return `${pod.mode === 'warn' ? 'Would be blocked' : 'Blocked'}: ${taken(pod)}${warned(pod)}`;
    case 'draft':
      return `Draft: takes a slot when ready${warned(pod)}`;
    case 'exempt':
      return `Exempt: needs no slot, because of its ${standing.why.kind}`;
  }
}

const warned = ({ mode }: PodView): string => (mode === 'warn' ? ' (warn mode)' : '');

const minute = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`;

const frozen = ({ freeze }: PodView): string =>
  freeze?.until ? `the pod is frozen until ${minute(freeze.until)}` : 'the pod is frozen';

type Held = Extract<Standing, { kind: 'held' }>;
type Queued = Extract<Standing, { kind: 'queued' }>;

function heldTitle({ wip, holders }: PodView, { slot, expedited, warned: expires, expiresAt }: Held): string {
  const lane = expedited ? ', expedited' : '';
  if (expires && expiresAt)
    return `Holds slot ${slot}${lane}; without activity it expires ${minute(expiresAt)}`;
  if (slot > wip.limit) return `Holds slot ${slot}, above the limit of ${wip.limit}${lane}`;
  const weight = holders.find((holder) => holder.slot === slot)?.weight ?? 1;
  return `Holds slot ${slot} of ${wip.limit}${weight > 1 ? `, counting ${weight}` : ''}${lane}`;
}

function queuedTitle(pod: PodView, { position, obstacle, expedited }: Queued): string {
  const lane = expedited ? ', expedited' : '';
  const why = shortObstacle(obstacle);
  return pod.mode === 'warn'
    ? `Would wait: position ${band(position)}${lane} (warn mode)`
    : `Waiting: position ${place(position, pod.lineLength)}${lane}, ${why ?? `limit ${pod.wip.limit}`}`;
}

/** What keeps it waiting, when that is not simply the limit. Trusted words only. */
function shortObstacle(obstacle: Obstacle | null): string | null {
  switch (obstacle?.kind) {
    case 'type':
      return `${obstacle.type} limit ${obstacle.limit}`;
    case 'author':
      return `limit ${obstacle.limit} per author`;
    case 'not-before':
      return `not before ${minute(obstacle.at)}`;
    case 'elsewhere':
      return 'another of its pods is full';
    case 'full':
      return obstacle.weight > 1 ? `counts ${obstacle.weight}` : null;
    case 'behind-heavy':
      return 'behind one that needs several slots';
    default:
      return null;
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
  exempt: 'pass',
};

export function verdict(pod: PodView, standing: Standing): Verdict {
  const stopped = isStopped(pod, standing);
  const said = stopped ? stoppedBecause(pod) : because(pod, standing);
  const green = standing.kind === 'exempt' || (standing.kind === 'held' && !stopped);
  const warning: Text = ['Warn mode: nothing is blocked. In enforce mode this would say: '];
  return {
    rule: 'wip.slot',
    status: stopped ? 'wait' : STATUS[standing.kind],
    because: pod.mode === 'warn' && !green ? [...warning, ...said] : said,
    children:
      standing.kind === 'queued' || standing.kind === 'refused' ? holderList(pod, isExact(standing)) : [],
  };
}

const stoppedBecause = (pod: PodView): Text => [
  'The line of pod ',
  { untrusted: pod.name },
  ' is stopped: ',
  { strong: frozen(pod) },
  '. ',
  ...frozenBy(pod.freeze),
];

const frozenBy = (freeze: Freeze | null): Text =>
  freeze?.hidden
    ? ['Who froze it, and why, is told in the private repository where that was said.']
    : [{ untrusted: freeze?.by ?? '' }, ' gave the reason: ', { untrusted: freeze?.reason ?? '' }];

const isExact = (standing: Standing) => standing.kind !== 'queued' || isNear(standing.position);

function because(pod: PodView, standing: Standing): Text {
  const name: Inline = { untrusted: pod.name };
  switch (standing.kind) {
    case 'held':
      return [
        { strong: heldTitle(pod, standing) },
        ' in pod ',
        name,
        ', since ',
        { since: standing.since },
        '.',
      ];
    case 'exempt':
      return standing.why.kind === 'author'
        ? ['Its author is exempt from the limit of pod ', name, '.']
        : [
            'The label ',
            { untrusted: standing.why.label },
            ', set by ',
            { untrusted: standing.why.by },
            ', exempts it.',
          ];
    case 'queued': {
      const position = { strong: `position ${place(standing.position, pod.lineLength)}` };
      const asked: Text = [' In line since ', { since: standing.requestedAt }, '.'];
      const why = longObstacle(standing.obstacle) ?? `${taken(pod)}.`;
      return ['Waiting for a slot in pod ', name, ': ', position, `; ${why}`, ...asked];
    }
    case 'refused':
      return ['Pod ', name, ' takes no more work now: ', { strong: taken(pod) }, '.'];
    case 'draft':
      return ['This is a draft. In pod ', name, ' a draft holds no slot and waits in no line.'];
  }
}

/** Why it waits although the pod may have room. */
function longObstacle(obstacle: Obstacle | null): string | null {
  switch (obstacle?.kind) {
    case 'type':
      return `this is a ${obstacle.type}, and at most ${obstacle.limit} of them may hold slots at once.`;
    case 'author':
      return `its author holds ${obstacle.limit} already, and that is the limit per author.`;
    case 'full':
      return obstacle.weight > 1 ? `it counts ${obstacle.weight} slots, and fewer are free.` : null;
    case 'behind-heavy':
      return 'whoever is before it needs several slots, and fewer are free.';
    case 'elsewhere':
      return 'there is room here, but not in another of its pods, and it is admitted to all or to none.';
    case 'not-before':
      return `it may hold a slot again from ${minute(obstacle.at)} on.`;
    case 'unknown-rules':
      return 'no good configuration of this pod is known yet.';
    default:
      return null;
  }
}

/** `current` is false for far places: their check is not rewritten whenever a holder changes, and says so. */
function holderList(pod: PodView, current: boolean): Verdict[] {
  if (pod.holders.length === 0) return [];
  const rows = pod.holders
    .slice(0, ROWS)
    .map((holder): readonly Text[] => [
      [holder.weight > 1 ? `${holder.slot}, counts ${holder.weight}` : `${holder.slot}`],
      ...who(holder),
      [{ since: holder.grantedAt }],
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

const who = ({ item, hidden }: Holder): readonly Text[] =>
  hidden
    ? [['a pull request of a private repository'], [], []]
    : [
        [{ link: `${item.repository}#${item.pullNumber}`, url: item.url }],
        [{ untrusted: item.title }],
        [{ untrusted: item.authorLogin }],
      ];

/** Said once, and only where a check stood before the pod stopped judging: a required check must not stay yellow. */
export const observedTitle = 'Not judged: the pod only observes';

export const observedVerdict: Verdict = {
  rule: 'wip.slot',
  status: 'pass',
  because: ['The pod is in ', { code: 'observe' }, ' mode: slots are counted, and nothing is held up.'],
  children: [],
};
