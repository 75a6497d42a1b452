// Every project that a pull request concerns, judged: what it asks, its rows, and which of them count.

import type { PullFacts, RepositoryFacts } from '../facts.ts';
import { endorsementOf } from './approvals.ts';
import { isLabelled, type Wish, wishOf } from './ask.ts';
import { bindingOf } from './binding.ts';
import { type Case, gateOf, type Knowledge, vocabularyOf } from './case.ts';
import type { Concern } from './concern.ts';
import type { Vocabulary } from './expressions/compile.ts';
import { evidenceRows, gateRows, problemRow, rowsOfMove, undeclaredRow } from './gate.ts';
import type {
  Asked,
  EvidenceReading,
  GateFacts,
  Known,
  Project,
  StageRules,
  Transition,
  Waiver,
} from './model.ts';
import { isMissing, type Row } from './row.ts';

export interface Judged {
  readonly slug: string;
  /** As written in its file; the slug where that cannot be read. */
  readonly name: string;
  readonly wish: Wish;
  readonly from: string;
  readonly to: string | null;
  /** Said of the whole gate where it fails. */
  readonly reason: string | null;
  readonly rows: readonly Row[];
  /** Those that decide the answer; the others only tell what the next stage still needs. */
  readonly deciding: readonly Row[];
  readonly evidence: EvidenceReading | undefined;
  readonly transition: Transition | null;
  readonly touched: boolean;
}

export interface Setting {
  readonly pull: PullFacts;
  readonly repository: RepositoryFacts;
  readonly facts: GateFacts;
  readonly rules: StageRules;
  readonly now: string;
}

export function judgedProjects(setting: Setting, concerns: readonly Concern[]): Judged[] {
  const { pull, rules } = setting;
  const labelled = isLabelled(pull.labels);
  const vocabulary = vocabularyOf(rules);
  return concerns.map((concern) =>
    judged(setting, vocabulary, concern, wishOf(concern, rules.stages, labelled)),
  );
}

function judged(setting: Setting, vocabulary: Vocabulary, concern: Concern, wish: Wish): Judged {
  switch (wish.kind) {
    case 'moves':
      return moving(setting, vocabulary, concern, wish);
    case 'stays':
      return staying(setting, vocabulary, concern, wish);
    case 'no-stage':
      return undeclared(concern, wish, setting.rules.stages);
    case 'broken':
      return broken(concern, wish);
    case 'deleted':
    case 'at-last':
      return plainly(concern, wish);
  }
}

function moving(
  setting: Setting,
  vocabulary: Vocabulary,
  concern: Concern,
  wish: Extract<Wish, { kind: 'moves' }>,
): Judged {
  const { asked, project } = wish;
  const subject = caseOf(setting, vocabulary, project, asked.from, asked.to);
  const rows = rowsOfMove(subject, asked, concern.base);
  return {
    ...plainly(concern, wish),
    from: asked.from,
    to: asked.to,
    reason: asked.direction === 'forward' ? (gateOf(setting.rules, asked.from)?.reason ?? null) : null,
    rows,
    deciding: rows,
    evidence: subject.evidence,
    transition: {
      ...transitionOf(subject, asked, rows),
      ...(concern.touched ? {} : { fromBase: true }),
    },
  };
}

/** What this pull request writes must be readable, even where nothing is asked of it. */
function staying(
  setting: Setting,
  vocabulary: Vocabulary,
  concern: Concern,
  wish: Extract<Wish, { kind: 'stays' }>,
): Judged {
  const { project, next } = wish;
  const subject = caseOf(setting, vocabulary, project, project.stage, next);
  const { changed } = setting.facts;
  const writes = changed.kind === 'known' && changed.value.includes(project.evidence);
  const deciding = writes ? evidenceRows(subject) : [];
  const told = next === null ? [] : gateRows(subject).filter(({ id }) => id !== 'evidence');
  return {
    ...plainly(concern, wish),
    to: next,
    rows: [...deciding, ...told],
    deciding,
    evidence: subject.evidence,
  };
}

function undeclared(
  concern: Concern,
  wish: Extract<Wish, { kind: 'no-stage' }>,
  stages: readonly string[],
): Judged {
  const { stage, at } = wish.project;
  const row = undeclaredRow(stage, stages, at.stage);
  return { ...plainly(concern, wish), rows: [row], deciding: [row] };
}

function broken(concern: Concern, wish: Extract<Wish, { kind: 'broken' }>): Judged {
  const { path, problems } = wish.reading;
  const all = problems.length > 0 ? problems : [{ ...UNREADABLE, file: path }];
  const rows = all.slice(0, 10).map((problem) => problemRow('project-file', 'Project file', problem));
  return { ...plainly(concern, wish), rows, deciding: rows };
}

const UNREADABLE = {
  code: 'project.unreadable',
  line: 1,
  column: 1,
  message: 'The project file cannot be read.',
  mend: 'Make it a plain YAML file.',
};

function plainly({ slug, touched, base }: Concern, wish: Wish): Judged {
  const project = 'project' in wish ? wish.project : base;
  return {
    slug,
    name: project?.name ?? slug,
    wish,
    from: project?.stage ?? '',
    to: null,
    reason: null,
    rows: [],
    deciding: [],
    evidence: undefined,
    transition: null,
    touched,
  };
}

function caseOf(
  { pull, repository, facts, rules, now }: Setting,
  vocabulary: Vocabulary,
  project: Project,
  from: string,
  to: string | null,
): Case {
  const heads = [pull.headRepositoryId, facts.headRepositoryId];
  return {
    project,
    evidence: Object.hasOwn(facts.head.evidence, project.evidence)
      ? facts.head.evidence[project.evidence]
      : undefined,
    from,
    to,
    rules,
    vocabulary,
    known: knowledgeOf(facts, repository, project.slug),
    pull: { facts: pull, fork: heads.some((id) => id !== repository.id) },
    now,
  };
}

function knowledgeOf(facts: GateFacts, repository: RepositoryFacts, slug: string): Knowledge {
  const { changed, checks, reviews, teams, approvals, barred, waivers, answers, ideas, head } = facts;
  return {
    ...(ideas ? { ideas } : {}),
    ...(barred ? { barred } : {}),
    changed,
    checks,
    reviews,
    teams,
    approvals,
    waivers,
    answers,
    subject: { kind: 'known', value: head.subject },
    since: sinceOf(facts, repository, slug),
  };
}

/** Stages are followed on the default branch; of another one nobody knows since when. */
function sinceOf(
  { base, since }: GateFacts,
  { defaultBranch }: RepositoryFacts,
  slug: string,
): Known<string | null> {
  if (base.ref !== defaultBranch)
    return { kind: 'unknown', because: `only the default branch \`${defaultBranch}\` is followed` };
  return { kind: 'known', value: (Object.hasOwn(since, slug) ? since[slug] : null) ?? null };
}

function transitionOf(subject: Case, asked: Asked, rows: readonly Row[]): Transition {
  const { project, evidence } = subject;
  const missing = rows.filter(isMissing);
  return {
    ...asked,
    verdict: missing.some(({ state }) => state === 'unknown')
      ? 'unknown'
      : missing.length > 0
        ? 'not-met'
        : 'met',
    binding: bindingOf(project, evidence),
    evidenceSha: evidence?.kind === 'read' ? evidence.blobSha : null,
    approvers: endorsementOf(subject).counted,
    waivers: waiversOf(rows),
    reason: project.reason,
  };
}

const waiversOf = (rows: readonly Row[]): Waiver[] => rows.flatMap(({ waiver }) => waiver ?? []);
