// Where an idea may go from where it is: the one table (requirements 5.4).

import type { IdeaStatus } from './model.ts';

export const IDEA_EVENTS = [
  /** Something that must be said is missing or cannot be read. */
  'incomplete',
  'evaluated',
  /** It scored enough to be promoted by itself. */
  'approved',
  'promoted',
  'archived',
  /** Taken up again; what it scores is looked at next. */
  'revived',
] as const;

export type IdeaEvent = (typeof IDEA_EVENTS)[number];

/** A promoted idea stays one whatever becomes of its issue; an archived one scores on but rests until it is revived. */
const NEXT: Readonly<Record<IdeaStatus, Readonly<Record<IdeaEvent, IdeaStatus>>>> = {
  PENDING: {
    incomplete: 'PENDING',
    evaluated: 'EVALUATING',
    approved: 'APPROVED',
    promoted: 'PROMOTED',
    archived: 'ARCHIVED',
    revived: 'PENDING',
  },
  EVALUATING: {
    incomplete: 'PENDING',
    evaluated: 'EVALUATING',
    approved: 'APPROVED',
    promoted: 'PROMOTED',
    archived: 'ARCHIVED',
    revived: 'EVALUATING',
  },
  APPROVED: {
    incomplete: 'PENDING',
    evaluated: 'EVALUATING',
    approved: 'APPROVED',
    promoted: 'PROMOTED',
    archived: 'ARCHIVED',
    revived: 'APPROVED',
  },
  PROMOTED: {
    incomplete: 'PROMOTED',
    evaluated: 'PROMOTED',
    approved: 'PROMOTED',
    promoted: 'PROMOTED',
    archived: 'PROMOTED',
    revived: 'PROMOTED',
  },
  ARCHIVED: {
    incomplete: 'ARCHIVED',
    evaluated: 'ARCHIVED',
    approved: 'ARCHIVED',
    promoted: 'ARCHIVED',
    archived: 'ARCHIVED',
    revived: 'PENDING',
  },
};

export const nextStatus = (status: IdeaStatus, event: IdeaEvent): IdeaStatus => NEXT[status][event];
