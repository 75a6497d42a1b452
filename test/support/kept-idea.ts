// An idea as the database keeps it, decided by the core from what the form writes.

import { decideIdea } from '../../src/core/ideas/decide.ts';
import { DEFAULT_IDEA_RULES } from '../../src/core/ideas/defaults.ts';
import type { IssueFacts } from '../../src/core/ideas/model.ts';
import type { Entry, Idea } from '../../src/core/ideas/record.ts';
import type { IssueNumber, RepositoryId, UserId } from '../../src/core/ids.ts';
import { readIdea } from '../../src/webhooks/issue/idea.ts';
import { ideaBody } from './idea.ts';

export const NOW = '2026-11-20T12:00:00.000Z';

const REPOSITORY = 7 as RepositoryId;

export interface Keeping {
  readonly repositoryId?: RepositoryId;
  readonly body?: string;
  readonly issue?: Partial<IssueFacts>;
}

export function keptIdea(
  number: number,
  { repositoryId = REPOSITORY, body = ideaBody(), issue = {} }: Keeping = {},
): { readonly idea: Idea; readonly entries: readonly Entry[] } {
  const known = {
    number: number as IssueNumber,
    id: 1_000 + number,
    title: `Idea ${number}`,
    url: `https://github.com/acme/shop/issues/${number}`,
    authorId: 5 as UserId,
    authorLogin: 'mona',
    state: 'open' as const,
    stateReason: null,
    labels: ['idea'],
    votes: { up: 2, down: 0 },
    createdAt: NOW,
    updatedAt: NOW,
    ...issue,
  };
  const rules = DEFAULT_IDEA_RULES;
  const text = { hash: 'h', redacted: [], ...readIdea(body, rules, null) };
  const { idea, entries } = decideIdea({
    ...{
      now: NOW,
      rules,
      before: null,
      repositoryId,
      repository: 'shop',
      by: { text: null, state: null, place: null },
      orders: [],
    },
    seen: { kind: 'issue', issue: known, text },
    ground: { taken: new Set(), stage: 'DISCOVERY' },
  });
  if (idea === null) throw new Error('this is no idea');
  return { idea, entries };
}
