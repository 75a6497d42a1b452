// A case as expressions see it. What was not read stays unknown on the way: nothing here turns it into an empty value.

import type { Endorsement } from './approvals.ts';
import type { Case } from './case.ts';
import type { PullScope, ReviewScope, Scope } from './expressions/scope.ts';
import type { EvidenceReading, Known } from './model.ts';

const DAY_MS = 86_400_000;

export function scopeOf(subject: Case, all: Endorsement): Scope {
  const { project, from, to, known, now } = subject;
  return {
    evidence: evidenceValue(subject.evidence),
    project: {
      name: project.name,
      slug: project.slug,
      pod: project.pod,
      stage: project.stage,
      from,
      to,
      daysInStage: daysSince(known.since, now),
    },
    pr: pullScope(subject),
    checks: known.checks,
    reviews: reviewScope(subject, all),
    files: known.changed,
    answers: known.answers,
    now,
  };
}

export function daysSince(since: Known<string | null>, now: string): Known<number | null> {
  if (since.kind === 'unknown') return since;
  const { value } = since;
  const days = value === null ? null : Math.floor((Date.parse(now) - Date.parse(value)) / DAY_MS);
  return { kind: 'known', value: days };
}

function evidenceValue(evidence: EvidenceReading | undefined): Scope['evidence'] {
  switch (evidence?.kind) {
    case 'none':
      return { kind: 'known', value: {} };
    case 'read':
      return { kind: 'known', value: evidence.value };
    case 'broken':
      return { kind: 'unknown', because: 'its file is broken' };
    case undefined:
      return { kind: 'unknown', because: 'its file was not read' };
  }
}

function pullScope({ pull }: Case): Known<PullScope> {
  if (pull === null) return { kind: 'unknown', because: 'there is no pull request here' };
  const { number, title, authorLogin: author, baseRef: base, headRef: head = '', draft, labels } = pull.facts;
  return { kind: 'known', value: { number, title, author, base, head, draft, fork: pull.fork, labels } };
}

/** Only approvals that count are counted. */
function reviewScope({ known }: Case, all: Endorsement): Known<ReviewScope> {
  if (known.reviews.kind === 'unknown') return known.reviews;
  if (all.unknown !== null) return { kind: 'unknown', because: all.unknown };
  return {
    kind: 'known',
    value: { approvals: all.counted.length, changesRequested: all.objecting.length },
  };
}
