// Short hands for gate facts: two trees of files, before and after, are read as the app reads them; everything else is known and
// empty unless a test says otherwise. All instants are fixed.

import { createHash } from 'node:crypto';
import type { PullFacts, RepositoryFacts } from '../../../../src/core/facts.ts';
import { bindingOf } from '../../../../src/core/gates/binding.ts';
import { DEFAULT_RULES } from '../../../../src/core/gates/defaults.ts';
import type { GateInput } from '../../../../src/core/gates/judge.ts';
import type {
  Approval,
  Criterion,
  EvidenceReading,
  Gate,
  GateConfiguration,
  GateFacts,
  Project,
  ProjectReading,
  Review,
  StageRules,
  TreeFile,
  Waiver,
} from '../../../../src/core/gates/model.ts';
import { repositoryId, sha, userId } from '../../../../src/core/ids.ts';
import { readEvidence } from '../../../../src/policy/evidence.ts';
import { readProjects } from '../../../../src/policy/projects.ts';
import { aPull } from '../../support/facts.ts';

export const NOW = '2026-11-20T14:03:00Z';

const SHOP: RepositoryFacts = {
  id: repositoryId(100),
  owner: 'acme',
  name: 'shop',
  defaultBranch: 'main',
};

/** Paths and what stands in them. */
export type Files = Readonly<Record<string, string>>;

export const PROJECT = '.clos/project.yml';
export const EVIDENCE = '.clos/evidence.yml';

/** A project file; `more` is written as it is. */
export const projectFile = (stage: string, name = 'Web shop', ...more: readonly string[]): string =>
  ['version: 1', `name: ${name}`, `stage: ${stage}`, ...more, ''].join('\n');

export const INTERVIEWED = 'customerInterviews: 7\nproblemValidation: true\n';

const blobOf = (text: string): string =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');

const treeOf = (files: Files): TreeFile[] =>
  Object.entries(files)
    .filter(([path]) => path.startsWith('.clos/'))
    .map(([path, text]) => ({ path, kind: 'file', bytes: text.length, sha: blobOf(text), text }));

/** What a reviewer of these files saw. */
const sawOf = (files: Files): Readonly<Record<string, string>> =>
  Object.fromEntries(treeOf(files).map(({ path, sha: blob }) => [path, blob]));

export const configured = (rules: Partial<StageRules> = {}): GateConfiguration => ({
  source: 'repository',
  rules: { ...DEFAULT_RULES, ...rules },
  problems: [],
  active: true,
});

export const gate = (stage: string, over: Partial<Gate> = {}): Gate => ({
  stage,
  reason: null,
  criteria: [],
  approvals: [],
  soakSeconds: null,
  freshSeconds: null,
  ...over,
});

export const criterion = (id: string, expression: string, over: Partial<Criterion> = {}): Criterion => ({
  id,
  title: `Criterion ${id}`,
  expression,
  reason: `It is not so: ${id}.`,
  hint: null,
  at: { file: '.clos/gates.yml', line: 7, column: 20 },
  ...over,
});

const PEOPLE = { ada: 11, bob: 12, carol: 13, dave: 14, eve: 15 } as const;
type Name = keyof typeof PEOPLE;

export const person = (login: Name) => ({ id: userId(PEOPLE[login]), login });

/** An approving review of exactly these files. */
export const approved = (login: Name, files: Files): Review => ({
  userId: userId(PEOPLE[login]),
  login,
  state: 'approved',
  saw: sawOf(files),
});

export const waiver = (criterionId: string, over: Partial<Waiver> = {}): Waiver => ({
  project: 'project',
  stage: 'DISCOVERY',
  criterion: criterionId,
  reason: 'the fair is next week',
  by: person('carol'),
  since: '2026-11-18T09:00:00Z',
  until: '2026-11-27T09:00:00Z',
  ...over,
});

export interface World {
  /** Files at the tip of the base branch, and at the head. */
  readonly base: Files;
  readonly head: Files;
  readonly rules?: Partial<StageRules>;
  readonly pull?: Partial<PullFacts>;
  readonly facts?: Partial<GateFacts>;
  readonly now?: string;
}

export function theGates({ base, head, rules = {}, pull = {}, facts = {}, now = NOW }: World): GateInput {
  const author = person('ada');
  const given = aPull(10, { url: 'https://github.com/acme/shop/pull/10', ...pull });
  return {
    pull: { ...given, authorId: author.id, authorLogin: author.login, ...pull },
    repository: SHOP,
    facts: { ...factsOf({ base, head, rules }), headSha: given.headSha, ...facts },
    now,
  };
}

function factsOf({ base, head, rules = {} }: World): GateFacts {
  const configuration = configured(rules);
  const declared = configuration.rules ?? DEFAULT_RULES;
  const [atBase, atHead] = [base, head].map((files) => readProjects(treeOf(files), declared.stages));
  const projects = atHead ?? [];
  return {
    readAt: NOW,
    headSha: sha('a'.repeat(40)),
    headRepositoryId: SHOP.id,
    configuration,
    base: { ref: 'main', projects: { kind: 'known', value: atBase ?? [] } },
    head: {
      projects: { kind: 'known', value: projects },
      evidence: evidenceOf(head, projects, declared),
      subject: null,
    },
    changed: { kind: 'known', value: changedBetween(base, head) },
    checks: { kind: 'known', value: [] },
    reviews: { kind: 'known', value: [] },
    teams: {},
    approvals: [],
    waivers: [],
    since: {},
    answers: {},
  };
}

const evidenceOf = (
  files: Files,
  projects: readonly ProjectReading[],
  { evidence }: StageRules,
): Readonly<Record<string, EvidenceReading>> =>
  Object.fromEntries(
    projects.flatMap((reading) =>
      reading.kind === 'project'
        ? [
            [
              reading.project.evidence,
              readEvidence(treeOf(files), reading.project.evidence, evidence.schema),
            ] as const,
          ]
        : [],
    ),
  );

export const changedBetween = (base: Files, head: Files): string[] =>
  [...new Set([...Object.keys(base), ...Object.keys(head)])]
    .filter((path) => base[path] !== head[path])
    .toSorted();

/** A pull request that writes `stage:` of the only project, with this evidence at its head. */
export const promotion = (
  from: string,
  to: string,
  evidence: string | null,
  over: Partial<World> = {},
): World => {
  const files: Files = evidence === null ? {} : { [EVIDENCE]: evidence };
  return {
    base: { [PROJECT]: projectFile(from), ...files },
    head: { [PROJECT]: projectFile(to), ...files },
    ...over,
  };
};

/** The only project of these files. */
export function onlyProject(files: Files): Project {
  const [reading] = readProjects(treeOf(files), DEFAULT_RULES.stages);
  if (reading?.kind !== 'project') throw new Error('there is no project in these files');
  return reading.project;
}

export const evidenceIn = (files: Files, path = EVIDENCE): EvidenceReading =>
  readEvidence(treeOf(files), path, DEFAULT_RULES.evidence.schema);

/** What `/clos approve` leaves behind, given to exactly these files. */
export function approvalOf(login: Name, files: Files): Approval {
  const project = onlyProject(files);
  const { id: givenBy } = person(login);
  return { userId: givenBy, login, project: project.slug, binding: bindingOf(project, evidenceIn(files)) };
}
