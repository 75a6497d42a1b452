// An idea on its way through one decision, with a line of the ledger for every change.

import type { Entry, EntryAction, EntryValue, Idea, Person } from './record.ts';

export interface Course {
  readonly idea: Idea;
  readonly entries: readonly Entry[];
}

export interface Doing {
  readonly action: EntryAction;
  readonly actor: Person | null;
  readonly reason?: string | null;
  readonly now: string;
}

/** The first of all: there was nothing before. */
export const begun = (idea: Idea, { action, actor, reason = null }: Doing): Course => ({
  idea,
  entries: [{ actor, action, version: idea.version, before: null, after: whole(idea), reason }],
});

export function then(
  course: Course,
  change: Partial<Idea>,
  { action, actor, reason = null, now }: Doing,
): Course {
  const idea: Idea = { ...course.idea, ...change, changedAt: now };
  const value = action === 'edited' ? whole : brief;
  const entry: Entry = {
    actor,
    action,
    version: idea.version,
    before: value(course.idea),
    after: value(idea),
    reason,
  };
  return { idea, entries: [...course.entries, entry] };
}

/** As it stands now, when nothing worth a line changed. */
export const silently = (course: Course, change: Partial<Idea>): Course => ({
  ...course,
  idea: { ...course.idea, ...change },
});

function brief({ status, reading, overrides, promotion }: Idea): EntryValue {
  return {
    status,
    score: reading.score.value,
    ...(overrides.length > 0 ? { overrides: overrides.map(({ factor, value }) => ({ factor, value })) } : {}),
    ...(promotion ? { project: promotion.slug } : {}),
  };
}

/** With the texts: the ledger keeps each version. */
function whole(idea: Idea): EntryValue {
  const fields = idea.reading.fields.map(
    ({ field, reading }) => [field, reading.state === 'read' ? reading.value : null] as const,
  );
  return { ...brief(idea), title: idea.issue.title, fields: Object.fromEntries(fields) };
}
