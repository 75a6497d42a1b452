// The way out of IDEA: the score of the idea a project came from (requirements 4.2).

import type { Text } from '../verdict.ts';
import type { Case } from './case.ts';
import type { IdeaStanding } from './model.ts';
import { type Row, rowOf } from './row.ts';

/** The stage that is left by the score of an idea. */
export const IDEA_STAGE = 'IDEA';

/** None where no idea is named. */
export function ideaRows({ from, project, known }: Case): Row[] {
  const { idea } = project;
  if (from !== IDEA_STAGE || idea === undefined) return [];
  const base = {
    id: 'idea-score',
    title: ['The score of its idea'],
    needed: NEEDED,
    place: project.at.stage,
  } as const;
  const issue: Text = ['idea ', { code: `#${idea}` }];
  if (known.ideas === undefined)
    return [
      rowOf({
        ...base,
        state: 'unknown',
        found: issue,
        reason: ['Ideas are kept by the app alone, so nobody could be asked here.'],
      }),
    ];
  const standing = known.ideas[idea] ?? null;
  if (standing === null)
    return [
      rowOf({
        ...base,
        state: 'not-met',
        waivable: true,
        found: [...issue, ', which is none'],
        reason: ['There is no such idea in this repository.'],
        hint: ['Write the number of the issue of an idea as ', { code: 'idea:' }, '.'],
      }),
    ];
  const found: Text = [...issue, `: ${standing.score} of 10, ${standing.status}`];
  return [rowOf({ ...base, ...answerOf(standing), waivable: true, found })];
}

const NEEDED: Text = ['promoted, or scored high enough for it'];

function answerOf({ status, enough }: IdeaStanding): Pick<Row, 'state' | 'reason' | 'hint'> {
  const scored = status === 'APPROVED' || status === 'EVALUATING';
  if (status === 'PROMOTED' || (scored && enough)) return { state: 'met', reason: [], hint: [] };
  if (status === 'ARCHIVED')
    return {
      state: 'not-met',
      reason: ['The idea rests.'],
      hint: ['Reopen its issue, and the idea is taken up again.'],
    };
  if (status === 'PENDING')
    return {
      state: 'not-met',
      reason: ['The idea is not complete yet.'],
      hint: ['Its comment says what is missing.'],
    };
  return {
    state: 'not-met',
    reason: ['The idea does not score high enough.'],
    hint: [
      'Make more of it, or ask a maintainer for ',
      { code: '/clos promote override because <reason>' },
      ' on its issue.',
    ],
  };
}
