// What a gate asks of time and of the code: soak, freshness, and that evidence is about this very tree (T-7).

import type { Place } from '../faults.ts';
import { capital, span, ticked } from '../sentences.ts';
import type { Text } from '../verdict.ts';
import type { Case } from './case.ts';
import { type Row, rowOf } from './row.ts';

const DAY_SECONDS = 86_400;

const after = (instant: string | number, seconds: number): string =>
  new Date((typeof instant === 'string' ? Date.parse(instant) : instant) + seconds * 1_000).toISOString();

export function soakRow({ known, from, now, project }: Case, soakSeconds: number): Row {
  const row = rowOf({
    id: 'soak',
    title: ['Time in the stage'],
    state: 'met',
    mends: 'time',
    needed: [`${span(soakSeconds)} in `, { code: from }],
    place: project.at.stage,
    waivable: true,
  });
  const { since } = known;
  if (since.kind === 'unknown' || since.value === null) {
    const because = since.kind === 'unknown' ? since.because : 'it was not seen on the default branch yet';
    const reason: Text = [
      `It is not known since when the project is in this stage: `,
      ...ticked(because),
      '.',
    ];
    return { ...row, state: 'unknown', found: ['not known'], reason };
  }
  const over = after(since.value, soakSeconds);
  const found: Text = ['in it since ', { at: since.value }];
  if (Date.parse(over) <= Date.parse(now)) return { ...row, found };
  const reason: Text = ['Too early: it is over ', { at: over }, '.'];
  return { ...row, state: 'not-met', found, reason, changesAt: over };
}

/** A date without a time is its first moment: evidence never looks fresher than it is. Clocks and zones differ by a day at most. */
export function freshnessRow(subject: Case, freshSeconds: number): Row {
  const { now } = subject;
  const row = rowOf({
    id: 'freshness',
    title: ['Evidence is fresh'],
    state: 'met',
    needed: [{ code: 'collectedAt' }, ` at most ${span(freshSeconds)} ago`],
    place: placeIn(subject, 'collectedAt'),
    waivable: true,
  });
  const given = evidenceText(subject, 'collectedAt');
  if (given.kind !== 'text') return withoutText(row, given);
  const at = /^\d{4}-\d\d-\d\d(?:T|$)/.test(given.text) ? Date.parse(given.text) : Number.NaN;
  const found: Text = [{ untrusted: given.text }];
  const hint: Text = ['Gather the evidence again, and write the day as ', { code: 'collectedAt' }, '.'];
  if (Number.isNaN(at)) return { ...row, state: 'not-met', found, reason: ['This is not a date.'], hint };
  if (at > Date.parse(now) + DAY_SECONDS * 1_000)
    return { ...row, state: 'not-met', found, reason: ['This day is still to come.'], hint };
  const stale = after(at, freshSeconds);
  if (Date.parse(stale) <= Date.parse(now))
    return {
      ...row,
      state: 'not-met',
      found,
      reason: ['The evidence is too old, since ', { at: stale }, '.'],
      hint,
    };
  return { ...row, found, changesAt: stale };
}

export function subjectRow(subject: Case, path: string): Row {
  const { known } = subject;
  const row = rowOf({
    id: 'subject',
    title: ['Evidence is about this code'],
    state: 'met',
    needed: [{ code: 'subject' }, ' is the tree of ', { code: path }],
    place: placeIn(subject, 'subject'),
  });
  if (known.subject.kind === 'unknown') return unknownRow(row, known.subject.because);
  const tree = known.subject.value;
  if (tree === null)
    return { ...row, state: 'not-met', reason: ['There is no folder ', { code: path }, ' at the head.'] };
  const needed: Text = [...row.needed, ', ', { code: tree }];
  const given = evidenceText(subject, 'subject');
  if (given.kind !== 'text') return withoutText({ ...row, needed }, given);
  const found: Text = [{ untrusted: given.text }];
  if (given.text === tree) return { ...row, needed, found };
  return {
    ...row,
    needed,
    found,
    state: 'not-met',
    reason: ['The evidence was gathered about another state of ', { code: path }, '.'],
    hint: ['Gather it again for this code, and write the tree as ', { code: 'subject' }, '.'],
  };
}

const BROKEN = 'the evidence file is broken';

type Given =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent'; readonly key: string }
  | { readonly kind: 'unknown'; readonly because: string };

function evidenceText({ evidence }: Case, key: string): Given {
  if (evidence === undefined) return { kind: 'unknown', because: 'the evidence file was not read' };
  if (evidence.kind === 'broken') return { kind: 'unknown', because: BROKEN };
  const value =
    evidence.kind === 'read' && Object.hasOwn(evidence.value, key) ? evidence.value[key] : undefined;
  return typeof value === 'string' ? { kind: 'text', text: value } : { kind: 'absent', key };
}

function withoutText(row: Row, given: Exclude<Given, { kind: 'text' }>): Row {
  if (given.kind === 'unknown') return unknownRow(row, given.because);
  const name = { code: given.key };
  return {
    ...row,
    state: 'not-met',
    found: ['not there'],
    reason: ['The evidence does not say ', name, '.'],
    hint: ['Write ', name, ' into the evidence file.'],
  };
}

const unknownRow = (row: Row, because: string): Row => ({
  ...row,
  mends: because === BROKEN ? 'author' : 'others',
  state: 'unknown',
  found: ['not known'],
  reason: [...ticked(capital(because)), '.'],
});

/** Of a value by its keys joined with dots, or of what stands nearest around it. */
export function placeIn({ evidence, project }: Case, key: string): Place | null {
  if (evidence?.kind !== 'read') return evidence?.kind === 'none' ? project.at.stage : null;
  for (let path = key; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
    const place = Object.hasOwn(evidence.places, path) ? evidence.places[path] : undefined;
    if (place) return place;
  }
  return { file: evidence.path, line: 1, column: 1 };
}
