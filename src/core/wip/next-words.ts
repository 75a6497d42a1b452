// What the reader of a check should do next, whoever they are.

import type { Inline, Text } from '../verdict.ts';
import { isStopped } from './freeze.ts';
import type { PodView, Standing } from './model.ts';

export function next(pod: PodView, standing: Standing): Text {
  if (isStopped(pod, standing)) return stoppedNext(pod);
  switch (standing.kind) {
    case 'held':
      return heldNext(pod, standing);
    case 'queued':
      return queuedNext(pod);
    case 'refused':
      return refusedNext(pod);
    case 'draft':
      return [NOTHING, ' when you mark this pull request ready for review, it asks for a slot.'];
    case 'exempt':
      return [NOTHING, ' it holds no slot and waits in no line.'];
  }
}

const stoppedNext = (pod: PodView): Text => [
  NOTHING,
  pod.freeze?.until ? ' the line goes on by itself then. ' : ' the line goes on once it is let go. ',
  'A maintainer can let it go with ',
  { code: '/clos unfreeze' },
  ', or send what mends the reason through it with ',
  { code: '/clos expedite <reason>' },
  '.',
];

const NOTHING: Inline = { strong: 'Nothing to do:' };

const leavings = ({ wip }: PodView) =>
  wip.drafts === 'exclude' ? 'merged, closed or converted to draft' : 'merged or closed';

const heldNext = (
  pod: PodView,
  { warned: expires, expiresAt }: Extract<Standing, { kind: 'held' }>,
): Text => {
  if (expires && expiresAt)
    return [
      'Push a commit, or leave a review or a comment, and the slot stays yours. Otherwise it passes to the next in line ',
      { at: expiresAt },
      ', and this pull request goes to the back of the line.',
    ];
  return carryOn(pod);
};

const carryOn = (pod: PodView): Text => [
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

export const observedNext: Text = [
  'Nothing to do. To judge pull requests again, set ',
  { code: 'mode: warn' },
  ' or ',
  { code: 'mode: enforce' },
  ' on the default branch.',
];
