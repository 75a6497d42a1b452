// The buttons under a check. Each does what the command of its name does, with the same permissions (T-26).
// GitHub takes at most three: label and identifier of 20 characters, description of 40.

import type { Standing } from '../wip/model.ts';
import type { Spoken } from './spoken.ts';

/** Each is a command. */
export type ButtonName = 'recheck' | 'release' | 'expedite';

/** As the Checks API takes it. */
export interface Button {
  readonly label: string;
  readonly identifier: ButtonName;
  readonly description: string;
}

export const buttons: Readonly<Record<ButtonName, Button>> = {
  recheck: {
    label: 'Check again',
    identifier: 'recheck',
    description: 'Look at this pull request again',
  },
  release: {
    label: 'Release slot',
    identifier: 'release',
    description: 'Hand the slot back, go to the back',
  },
  expedite: {
    label: 'Expedite',
    identifier: 'expedite',
    description: 'Maintainers: go first in line',
  },
};

/** What the person it is shown to may want next; null where no slot is at stake. */
export function buttonsFor(place: Standing['kind'] | null): readonly ButtonName[] {
  if (place === 'queued') return ['recheck', 'expedite'];
  return place === 'held' ? ['recheck', 'release'] : ['recheck'];
}

/** Told as the reason, because a button cannot ask for one. */
export const BUTTON_REASON = 'button on the check';

/** Null for a button that is not ours: an old check may still show one we no longer know. */
export function pressed(identifier: string): Spoken | null {
  return Object.hasOwn(buttons, identifier) ? { verb: identifier, argument: BUTTON_REASON } : null;
}
