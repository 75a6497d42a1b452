// May this be shown there? The one answer for every title, name, author, number, setting, problem and link of one repository that would
// be written into another (T-147, T-148).
// Invariant: nothing is shown where more people read than where it stands, and what nobody told counts as the worse of both.

import type { RepositoryId } from './ids.ts';
import { VISIBILITIES, type Visibility } from './visibility.ts';

/** Where a text stands, or would stand. `visibility` absent: nobody told. */
export interface Whereabouts {
  readonly repositoryId: RepositoryId;
  readonly visibility?: Visibility;
}

const secrecy = (visibility: Visibility): number => VISIBILITIES.indexOf(visibility);

/**
 * A text of one private repository may stand in another one. Those who read the one need not read the other, but they meet only where
 * somebody joined the two: the owners in a pod, which is a team that has to see who holds its slots, or a file that extends another.
 */
export const mayBeShown = (text: Whereabouts, there: Whereabouts): boolean =>
  text.repositoryId === there.repositoryId ||
  secrecy(text.visibility ?? 'private') <= secrecy(there.visibility ?? 'public');
