// A pod as those see it who read one pull request's check: of what may not be shown there (core/shown.ts) no text is left, so that no
// words can tell it by mistake (T-148). Slot, weight and age stay: they are the pod's own.

import { mayBeShown, type Whereabouts } from '../shown.ts';
import type { Holder, Item, PodView, Waiter } from './model.ts';
import type { Freeze } from './orders.ts';

export const whereaboutsOf = ({ repositoryId, visibility }: Item): Whereabouts => ({
  repositoryId,
  ...(visibility === undefined ? {} : { visibility }),
});

export function seenFrom(pod: PodView, there: Item): PodView {
  const { holders, line, far, freeze } = pod;
  return {
    ...pod,
    holders: holders.map((one) => veiled(one, there)),
    line: line.map((one) => veiled(one, there)),
    far: far && { ...far, waiter: veiled(far.waiter, there) },
    freeze: freeze && frozenFrom(freeze, pod, there),
  };
}

function veiled<T extends Holder | Waiter>(one: T, there: Item): T {
  const { item } = one;
  return mayBeShown(whereaboutsOf(item), whereaboutsOf(there))
    ? one
    : { ...one, hidden: true, item: withoutTexts(item) };
}

const withoutTexts = (item: Item): Item => ({
  ...item,
  repository: '',
  title: '',
  url: '',
  authorId: null,
  authorLogin: '',
  labels: [],
  configuration: null,
});

/** The pod of one repository is frozen by what was said there. */
function frozenFrom(freeze: Freeze, { key }: PodView, there: Item): Freeze {
  const own = key === `repository/${there.repositoryId}`;
  const shown = own || (freeze.from !== undefined && mayBeShown(freeze.from, whereaboutsOf(there)));
  return shown ? freeze : { ...freeze, by: '', reason: '', hidden: true };
}
