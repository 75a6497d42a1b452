// One line for each project and for the whole check. Titles are shown as they are, so they hold our words, numbers, stages of the
// rules, and names only where these are plain letters.

import { count, plain, speakable } from '../sentences.ts';
import type { Judged } from './judged.ts';
import { type Answer, answerOf } from './outcome.ts';
import { isBlocked, isMissing, isWaiting, type Row } from './row.ts';
import type { Whole } from './whole.ts';

const criteria = (number: number): string => count(number, 'criterion', 'criteria');

const minute = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`;

const nameOf = ({ name, slug }: Judged): string => speakable(name, slug);

export function titleOf(whole: Whole): string {
  const title = plainTitle(whole);
  if (whole.mode !== 'warn' || whole.answer === 'met') return title;
  return `Would be ${whole.answer === 'waiting' ? 'waiting' : 'blocked'}: ${title} (warn mode)`;
}

function plainTitle({ lost, paths, projects, answer }: Whole): string {
  if (lost.length > 0) return `Could not be evaluated: ${lost.map(({ title }) => plain(title)).join(', ')}`;
  const held = projects.filter(({ deciding }) => answerOf(deciding) !== 'met');
  const badPaths = paths.filter(isMissing);
  const [only] = held;
  if (only && held.length === 1 && badPaths.length === 0) return aboutOne(only, projects);
  if (held.length === 0 && badPaths.length > 0) return pathTitle(badPaths);
  if (answer !== 'met') return heldTitle(held, badPaths, projects);
  return greenTitle(projects);
}

const aboutOne = (judged: Judged, all: readonly Judged[]): string =>
  all.length > 1 ? `${nameOf(judged)}: ${projectTitle(judged)}` : projectTitle(judged);

function pathTitle(rows: readonly Row[]): string {
  return rows.some(({ state }) => state === 'unknown')
    ? 'Could not be evaluated: whether the changed paths are allowed'
    : `Changed paths need ${rows[0] && rows.length === 1 ? plain(rows[0].needed) : 'a later stage'}`;
}

function heldTitle(held: readonly Judged[], paths: readonly Row[], all: readonly Judged[]): string {
  const rows = [...held.flatMap(({ deciding }) => deciding), ...paths];
  const missing = rows.filter(isMissing).length;
  const unit = `${held.length} of ${count(all.length, 'project')} held up`;
  return `${unit}: ${missing} of ${criteria(rows.length)} not met`;
}

function greenTitle(projects: readonly Judged[]): string {
  const asking = projects.filter(({ wish }) => wish.kind === 'moves');
  const [first] = asking.length > 0 ? asking : projects;
  if (first && (asking.length === 1 || projects.length === 1)) return aboutOne(first, projects);
  if (asking.length > 1) return `All ${asking.length} moves hold`;
  if (projects.length === 0) return 'No project is concerned';
  return `No stage changes; ${projects.length} projects concerned`;
}

export function projectTitle(judged: Judged): string {
  const { wish } = judged;
  switch (wish.kind) {
    case 'moves':
      return moveTitle(judged, wish.asked.direction);
    case 'stays':
      return stayTitle(judged, wish.next);
    case 'at-last':
      return `${nameOf(judged)} is at ${wish.project.stage}, the last stage: there is none to ask for`;
    case 'no-stage':
      return 'Its stage is not a declared one';
    case 'broken':
      return 'Project file broken: nothing can be judged by it';
    case 'deleted':
      return `${nameOf(judged)} is deleted`;
  }
}

/** `DISCOVERY → PROTOTYPE`, or `new at DISCOVERY`. */
const moveOf = ({ wish, from, to }: Judged): string =>
  wish.kind !== 'moves' || wish.asked.direction !== 'new' ? `${from} → ${to}` : `new at ${to}`;

type Direction = 'forward' | 'back' | 'skips' | 'new';

function moveTitle(judged: Judged, direction: Direction): string {
  const move = moveOf(judged);
  const said = direction === 'new' ? `${move.charAt(0).toUpperCase()}${move.slice(1)}` : move;
  if (direction === 'skips') return `${said} skips a stage`;
  if (direction === 'back')
    return `${said}: going back ${answerOf(judged.rows) === 'met' ? 'with' : 'without'} a reason`;
  if (judged.rows.every(({ id }) => id === 'no-criteria' || id === 'start'))
    return direction === 'new' ? said : `${said}: nothing is asked for it`;
  return `${said}: ${tally(judged.rows)}`;
}

/** `2 of 4 criteria not met`, and which kind of missing that is. */
export function tally(rows: readonly Row[]): string {
  const all = rows.filter(({ id }) => id !== 'no-criteria');
  const missing = all.filter(isMissing);
  const unknown = missing.filter(({ state }) => state === 'unknown').length;
  const of = `of ${criteria(all.length)}`;
  const say: Record<Answer, () => string> = {
    unknown: () => `${unknown} ${of} could not be evaluated${also(missing.length - unknown)}`,
    blocked: () => `${missing.length} ${of} not met`,
    waiting: () => waits(all.filter(isWaiting), all.length),
    met: () => `${all.length} ${of} met${byWaiver(all)}`,
  };
  return say[answerOf(all)]();
}

const also = (others: number): string => (others > 0 ? `, ${others} not met` : '');

function byWaiver(rows: readonly Row[]): string {
  const waived = rows.filter(({ state }) => state === 'waived').length;
  return waived > 0 ? `, ${waived} by a waiver` : '';
}

function waits(rows: readonly Row[], all: number): string {
  const [only] = rows;
  if (only && rows.length === 1 && only.mends === 'time' && only.changesAt)
    return `waits until ${minute(only.changesAt)}`;
  const people = rows.every(({ id }) => id === 'fork-approval' || id.startsWith('approvals'));
  return people ? 'waits for approval' : `waits for others (${rows.length} of ${criteria(all)})`;
}

function stayTitle(judged: Judged, next: string | null): string {
  const { deciding, rows, wish } = judged;
  const name = nameOf(judged);
  if (deciding.some(isBlocked)) return `Evidence file of ${name} broken: nothing can be judged by it`;
  if (wish.kind === 'stays' && next === null) return lastTitle(name, wish.project.stage, wish.declared);
  const all = rows.filter(({ id }) => id !== 'no-criteria');
  if (all.length === 0) return `${name} is in ${judged.from}; nothing is asked for ${next}`;
  const met = all.filter((row) => !isMissing(row)).length;
  if (met === all.length) return `${name} is in ${judged.from}, ready for ${next}`;
  return `${name} is in ${judged.from}; ${met} of ${criteria(all.length)} met for ${next}`;
}

const lastTitle = (name: string, stage: string, declared: boolean): string =>
  declared ? `${name} is in ${stage}, the last stage` : `${name} is in a stage that is not declared`;
