// The judgement of stage gates: what a pull request asks, whether it holds, and what is said about it. Pure and total.
// Invariant: green only where every row of what is asked is met or waived; what cannot be evaluated is red.

import { brokenNext, brokenTitle, brokenVerdict } from '../configuration-words.ts';
import type { CheckOutcome, DesiredCheck } from '../effect.ts';
import type { PullFacts, RepositoryFacts } from '../facts.ts';
import { ticked } from '../sentences.ts';
import type { Text, Verdict } from '../verdict.ts';
import { annotationsOf, configurationAnnotations } from './annotations.ts';
import { commentOf } from './comment.ts';
import { concernsOf } from './concern.ts';
import type { GateDecision, GateRow } from './decision.ts';
import { type Judged, judgedProjects, type Setting } from './judged.ts';
import type { GateFacts, StageRules } from './model.ts';
import { nextOf } from './next-words.ts';
import { elsewhereWords, isJudgedBase } from './judged-base.ts';
import { answerOf, earliest, outcomeOf } from './outcome.ts';
import { pathRows } from './paths.ts';
import { flat, type Row, rowOf } from './row.ts';
import { titleOf } from './titles.ts';
import { decidingRows, type Whole } from './whole.ts';
import { verdictOf } from './words.ts';

export interface GateInput {
  readonly pull: PullFacts;
  readonly repository: RepositoryFacts;
  readonly facts: GateFacts;
  /** The database clock. */
  readonly now: string;
}

/** Part of every essence: raise it to have all checks written again after the words changed. */
const WORDING = 1;

const SILENT: GateDecision = {
  check: null,
  transitions: [],
  comment: null,
  wakeAt: null,
  endsAt: null,
  rows: [],
};

export function judgeGates(input: GateInput): GateDecision {
  const { pull, facts } = input;
  const { active, rules } = facts.configuration;
  if (pull.state === 'closed' || !active) return SILENT;
  if (!isJudgedBase(pull.baseRef, input.repository, rules)) return elsewhere(input);
  if (rules === null) return { ...SILENT, check: brokenCheck(input) };
  const decision = decided(input, wholeOf({ ...input, rules }));
  if (rules.mode !== 'observe') return decision;
  // What was asked is recorded all the same; only nothing is posted.
  return { ...decision, check: observedCheck(input), comment: null, wakeAt: null, endsAt: null };
}

/** What was asked of an older head is nobody's question any more: its check stays with its commit, and nothing else is said. */
function decided({ pull, facts }: GateInput, whole: Whole): GateDecision {
  const isCurrent = pull.headSha === facts.headSha;
  return {
    check: checkOf(whole),
    transitions: isCurrent ? whole.projects.flatMap(({ transition }) => transition ?? []) : [],
    comment: isCurrent ? commentOf(whole) : null,
    wakeAt: wakeAt(whole),
    endsAt: earliest(decidingRows(whole)),
    rows: flatRows(whole),
  };
}

/** How long an answer stands that others can change without our being told. */
const LOOK_AGAIN_MS = 10 * 60_000;

/**
 * Who is in a team and who may write changes without an event, the word of another app's check can get lost, and what could not be read
 * may be readable by now: what hangs on others is looked at again, met or not. It says that it turns green by itself, and must not stay so.
 */
function wakeAt(whole: Whole): string | null {
  const rows = decidingRows(whole);
  const next = earliest(rows);
  if (!rows.some((row) => row.mends === 'others')) return next;
  const again = Date.parse(whole.setting.now) + LOOK_AGAIN_MS;
  return next !== null && Date.parse(next) < again ? next : new Date(again).toISOString();
}

function wholeOf(setting: Setting & { readonly rules: StageRules }): Whole {
  const { facts, pull, rules } = setting;
  const concerns = concernsOf(facts);
  const lost = [
    ...(concerns.kind === 'unknown' ? [lostRow('projects', 'Project files', concerns.because)] : []),
    ...(facts.base.ref === pull.baseRef ? [] : [lostRow('base', 'Base branch', RETARGETED)]),
  ];
  const projects = concerns.kind === 'known' ? judgedProjects(setting, concerns.value) : [];
  const paths = pathRows(facts, rules);
  const rows = [...lost, ...projects.flatMap(({ deciding }) => deciding), ...paths];
  return { setting, mode: rules.mode, lost, projects, paths, answer: answerOf(rows) };
}

const RETARGETED = 'the pull request got another base while it was read; it is read again';

const lostRow = (id: string, title: string, because: string): Row =>
  rowOf({
    id,
    title: [title],
    state: 'unknown',
    mends: 'others',
    needed: ['to be read'],
    found: ['not known'],
    reason: [...ticked(because), '.'],
    hint: [],
  });

function flatRows({ lost, projects, paths }: Whole): readonly GateRow[] {
  const general = { project: '', from: '', to: null, asked: true };
  return [
    ...[...lost, ...paths].map((row) => flat(row, general)),
    ...projects.flatMap((judged) => judged.rows.map((row) => flat(row, aboutOf(judged, row)))),
  ];
}

const aboutOf = ({ slug, wish, from, to, deciding }: Judged, row: Row) => ({
  project: slug,
  from: wish.kind === 'moves' ? wish.asked.from : from,
  to,
  asked: deciding.includes(row),
});

function checkOf(whole: Whole): DesiredCheck {
  const { setting, answer, mode } = whole;
  const annotations = annotationsOf(whole);
  return desired(setting, outcomeOf(answer, mode), {
    title: titleOf(whole),
    verdict: verdictOf(whole),
    next: nextOf(whole),
    ...(annotations.length > 0 ? { annotations } : {}),
  });
}

function brokenCheck(input: GateInput): DesiredCheck {
  const { configuration, changed } = input.facts;
  const annotations = configurationAnnotations(configuration.problems, changed);
  return desired(
    input,
    { status: 'completed', conclusion: 'failure' },
    {
      title: brokenTitle(configuration),
      verdict: brokenVerdict(configuration),
      next: brokenNext,
      ...(annotations.length > 0 ? { annotations } : {}),
    },
  );
}

/** Said only where a check stood before: a required check must not stay as it was when nobody judges any more. */
const observedCheck = (input: GateInput): DesiredCheck => ({
  ...desired(input, { status: 'completed', conclusion: 'success' }, OBSERVED),
  onlyIfShown: true,
});

/**
 * Said where a check of this pull request stands on the head, and only there: GitHub shows it by commit, so it would go on standing when
 * the pull request asks for a judged branch again. Elsewhere nothing is said, and stacked pull requests are left in peace.
 */
const elsewhere = (input: GateInput): GateDecision => ({
  ...SILENT,
  check: {
    ...desired(
      input,
      { status: 'completed', conclusion: 'failure' },
      elsewhereWords(input.pull, input.repository),
    ),
    onlyIfShown: 'on-head',
  },
});

interface Words {
  readonly title: string;
  readonly verdict: Verdict;
  readonly next: Text;
  readonly annotations?: NonNullable<DesiredCheck['annotations']>;
}

const OBSERVED: Words = {
  title: 'Not judged: gates only observe',
  verdict: {
    rule: 'gates',
    status: 'pass',
    because: ['Gates are in ', { code: 'observe' }, ' mode: stages are followed, and nothing is held up.'],
    children: [],
  },
  next: [
    'Nothing to do. To judge pull requests again, set ',
    { code: 'mode: enforce' },
    ' in ',
    { code: '.clos/gates.yml' },
    ' on the default branch.',
  ],
};

/** Everything shown is part of the essence; nothing in it is a clock, for ages are told only when it is rendered. */
const desired = (
  { pull, repository, facts }: GateInput,
  outcome: CheckOutcome,
  words: Words,
): DesiredCheck => ({
  name: 'clos/stage-gate',
  repositoryId: repository.id,
  pullNumber: pull.number,
  headSha: facts.headSha,
  outcome,
  ...words,
  actions: ['recheck'],
  essence: JSON.stringify([WORDING, facts.headSha, outcome, words]),
});
