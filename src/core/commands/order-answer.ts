// What an order did, told from the decision: an order may be followed and still change nothing.

import type { Decision } from '../decision.ts';
import type { Text } from '../verdict.ts';
import type { ItemKey, Transition } from '../wip/model.ts';
import type { Order } from '../wip/orders.ts';

export function orderAnswer(order: Order, decision: Decision, item: ItemKey): Text {
  const own = decision.transitions.filter(
    (change) => change.item.repositoryId === item.repositoryId && change.item.pullNumber === item.pullNumber,
  );
  return [...effect(order, own, decision), ...because(order)];
}

function effect(order: Order, own: readonly Transition[], { podChanges }: Decision): Text {
  switch (order.kind) {
    case 'release':
      return released(own);
    case 'expedite':
      return own.some(({ kind }) => kind === 'expedite') ? EXPEDITED : NOT_EXPEDITED;
    case 'freeze':
      return frozen(order, podChanges.filter(({ kind }) => kind === 'freeze').length);
    case 'unfreeze':
      return podChanges.some(({ kind }) => kind === 'unfreeze') ? UNFROZEN : ['No line was stopped.'];
  }
}

function released(own: readonly Transition[]): Text {
  const back = own.findIndex((change) => change.kind === 'requeue' && change.reason === 'handed-back');
  if (back < 0) return ['Nothing to release: it neither holds a slot nor waits for one.'];
  const again = own.slice(back).some(({ kind }) => kind === 'grant');
  return again
    ? ['Handed back. Nobody else was waiting, so it holds a slot again.']
    : ['Handed back: it now waits at the back of the line, and the slot goes to the next.'];
}

const EXPEDITED: Text = ['Expedited: it goes first in every line it waits in, and through a freeze.'];

const NOT_EXPEDITED: Text = ['Nothing changed: it was expedited before, or it needs no slot.'];

const UNFROZEN: Text = ['The line goes on.'];

const PODS = 'The line';

function frozen({ until }: Extract<Order, { kind: 'freeze' }>, pods: number): Text {
  if (pods === 0) return ['Nothing changed: this pull request is in no pod.'];
  const what = pods === 1 ? `${PODS} is stopped` : `${PODS} of ${pods} pods is stopped`;
  return until === null
    ? [`${what} until somebody writes `, { code: '/clos unfreeze' }, '.']
    : [
        `${what} until `,
        { at: until },
        '; it goes on by itself then, or with ',
        { code: '/clos unfreeze' },
        '.',
      ];
}

const because = ({ reason }: Order): Text =>
  reason === null || reason === '' ? [] : [' The reason given: ', { untrusted: reason }];
