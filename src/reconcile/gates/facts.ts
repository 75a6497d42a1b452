// Everything a pull request's gates may ask about, read for one head: one look at GitHub, and the changed files once per head.

import { mayUse } from '../../core/commands/permission.ts';
import { commands } from '../../core/commands/table.ts';
import type { PullFacts } from '../../core/facts.ts';
import { addressesOf } from '../../core/gates/addresses.ts';
import { giversIn } from '../../core/gates/givers.ts';
import type {
  Answered,
  EvidenceReading,
  GateFacts,
  Known,
  ProjectReading,
  StageRules,
  TreeFile,
} from '../../core/gates/model.ts';
import { readEvidence } from '../../policy/evidence.ts';
import { readProjects } from '../../policy/projects.ts';
import type { GateMemory, StoredGates } from '../../ports/gate-records.ts';
import type { GateLook, GateQuestion } from '../../ports/gates.ts';
import type { ChangedFiles, StoredPull, StoredRepository } from '../../ports/ledger.ts';
import { changedFilesOf } from '../changed-files.ts';
import { roleIn } from '../role.ts';
import type { Place, Spine } from '../spine.ts';

/** What our own rows say, read in one transaction. */
export interface Rows {
  readonly repository: StoredRepository;
  readonly pull: StoredPull;
  readonly gates: StoredGates;
  readonly memory: GateMemory;
  /** The database clock: when reading began. */
  readonly readAt: string;
}

export interface ReadFacts {
  readonly facts: GateFacts;
  /** To be kept for the next look at the same head. */
  readonly files: ChangedFiles;
  /** What GitHub showed at the moment of the look; null when nothing was asked. */
  readonly shown: Pick<GateLook, 'pull' | 'version' | 'pushedAt'> | null;
}

const NOTHING: GateLook = {
  pull: null,
  pushedAt: null,
  version: { kind: 'unknown', because: 'it was not asked' },
  head: { kind: 'known', value: [] },
  base: { kind: 'known', value: [] },
  subject: null,
  reviews: { kind: 'known', value: [] },
  checks: { kind: 'known', value: [] },
  teams: {},
};

/** Without rules nothing is asked: the answer is red whatever GitHub says. */
export async function readFacts(spine: Spine, place: Place, rows: Rows): Promise<ReadFacts> {
  const { rules } = rows.gates.configuration;
  const pull = rows.pull.facts;
  const files = rules
    ? await changedFilesOf(spine, place.installation, rows.repository, pull, rows.pull.files)
    : { headSha: pull.headSha, baseRef: pull.baseRef, paths: [] };
  const look = rules
    ? await spine.gates.reader.look(place.installation, rows.repository, questionOf(rules, pull))
    : NOTHING;
  const facts = factsFrom(rows, look, files);
  const answers = await answersFor(spine, pull, facts);
  const ideas = await ideasOf(spine, place, facts);
  const barred = await barredOf(spine, place, rows.repository, facts);
  return { facts: { ...facts, answers, ideas, barred }, files, shown: rules ? look : null };
}

const questionOf = (rules: StageRules, { number, headSha, baseRef }: PullFacts): GateQuestion => ({
  pullNumber: number,
  headSha,
  baseRef,
  subject: rules.evidence.subject,
  reviews: true,
  checks: rules.checks,
  teams: [...new Set(rules.gates.flatMap(({ approvals }) => approvals.flatMap(({ teams }) => teams)))],
});

function factsFrom(
  { pull, gates, memory, readAt }: Rows,
  look: GateLook,
  { paths }: ChangedFiles,
): GateFacts {
  const { configuration } = gates;
  const stages = configuration.rules?.stages ?? [];
  const projects = mapped(look.head, (tree) => readProjects(tree, stages));
  return {
    ...memory,
    readAt,
    headSha: pull.facts.headSha,
    headRepositoryId: pull.facts.headRepositoryId,
    configuration,
    base: { ref: pull.facts.baseRef, projects: mapped(look.base, (tree) => readProjects(tree, stages)) },
    head: { projects, evidence: evidenceOf(look.head, projects, configuration.rules), subject: look.subject },
    changed:
      paths === null
        ? { kind: 'unknown', because: 'GitHub lists at most 3,000 changed files' }
        : { kind: 'known', value: paths },
    checks: look.checks,
    reviews: look.reviews,
    teams: look.teams,
    answers: {},
  };
}

const mapped = <T, U>(known: Known<T>, change: (value: T) => U): Known<U> =>
  known.kind === 'known' ? { kind: 'known', value: change(known.value) } : known;

function evidenceOf(
  tree: Known<readonly TreeFile[]>,
  projects: Known<readonly ProjectReading[]>,
  rules: StageRules | null,
): Readonly<Record<string, EvidenceReading>> {
  if (tree.kind === 'unknown' || projects.kind === 'unknown' || rules === null) return {};
  const paths = projects.value.flatMap((one) => (one.kind === 'project' ? [one.project.evidence] : []));
  return Object.fromEntries(
    [...new Set(paths)].map((path) => [path, readEvidence(tree.value, path, rules.evidence.schema)]),
  );
}

/** Asked only where a promotion is: everything else would send requests for a row that is only shown. */
async function answersFor(
  spine: Spine,
  pull: PullFacts,
  facts: GateFacts,
): Promise<Readonly<Record<string, Answered>>> {
  const addresses = addressesOf(pull, facts);
  const answers = await Promise.all(addresses.map((address) => spine.gates.web.answers(address)));
  return Object.fromEntries(addresses.map((address, index) => [address, answers[index] as Answered]));
}

async function barredOf(
  spine: Spine,
  { installation }: Place,
  repository: StoredRepository,
  facts: GateFacts,
): Promise<NonNullable<GateFacts['barred']>> {
  const roleNow = roleIn(spine, installation, repository);
  const asked = giversIn(facts).map(async ({ userId: id, login }) =>
    mayUse(commands.approve, await roleNow({ id, login }), false) ? [] : [id],
  );
  return (await Promise.all(asked)).flat();
}

/** Of the projects that name one, at the head or at the base. */
async function ideasOf(
  spine: Spine,
  { installation, repositoryId }: Place,
  { head, base }: GateFacts,
): Promise<NonNullable<GateFacts['ideas']>> {
  const projects = [head.projects, base.projects].flatMap((one) => (one.kind === 'known' ? one.value : []));
  const numbers = new Set(
    projects.flatMap((one) => (one.kind === 'project' && one.project.idea ? [one.project.idea] : [])),
  );
  if (numbers.size === 0) return {};
  return spine.ideas.writing(installation, (writer) => writer.standings(repositoryId, [...numbers]));
}
