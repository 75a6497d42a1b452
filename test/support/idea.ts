// Ideas on the simulated GitHub: what the form writes into an issue, and how our one comment on it reads.

import { readFileSync } from 'node:fs';
import type { GitHub } from '../github/simulator.ts';
import type { Comment } from '../github/state/model.ts';
import { type System, startSystem } from './system.ts';
import { REPOSITORY } from './team.ts';

export interface FormAnswers {
  readonly problem?: string;
  readonly solution?: string;
  readonly impact?: string;
  readonly effort?: string;
  readonly evidence?: string;
  readonly pod?: string;
}

/** The form that `clos init` makes. */
export const STARTER_FORM = readFileSync(new URL('../../src/cli/starter/idea.yml', import.meta.url), 'utf8');

/** The options of the form that `clos init` makes, by how they begin. */
const OPTIONS = STARTER_FORM.match(/(?<=^ {8}- ).+$/gm);

/** What the form writes for the option that begins so; any other answer was typed by hand. */
export const optionOf = (answer: string): string =>
  OPTIONS?.find((option) => option.startsWith(`${answer},`)) ?? answer;

const NONE = '_No response_';

/** As GitHub writes the form that `clos init` makes. */
export function ideaBody(answers: FormAnswers = {}): string {
  const {
    problem = 'Customers leave when they cannot pay by invoice.',
    solution = 'Offer invoices with thirty days to pay.',
    impact = 'Very high',
    effort = 'Days',
    evidence = '- Five customers asked\n- https://example.com/survey\n- https://example.com/calls',
    pod = 'checkout',
  } = answers;
  const parts = {
    'Problem Statement': problem,
    'Proposed Solution': solution,
    'Expected Impact': impact,
    'Estimated Effort': effort,
    Evidence: evidence,
    Pod: pod,
  };
  return Object.entries(parts)
    .map(([heading, answer]) => `### ${heading}\n\n${answer === '' ? NONE : answer}\n`)
    .join('\n');
}

export interface NewIdea extends FormAnswers {
  readonly author?: string;
  readonly title?: string;
  readonly body?: string;
}

/** Opened by the form, which sets the label. Returns its number. */
export function openIdea(
  github: GitHub,
  { author = 'octocat', title = '[Idea]: Pay by invoice', body, ...answers }: NewIdea = {},
  name = REPOSITORY,
): number {
  return github.openIssue(name, { author, title, body: body ?? ideaBody(answers), labels: ['idea'] }).number;
}

const ours = (github: GitHub, number: number, name: string): Comment[] =>
  [...(github.repository(name).issues.get(number)?.comments.values() ?? [])].filter(({ byApp }) => byApp);

export const ideaCommentCount = (github: GitHub, number: number, name = REPOSITORY): number =>
  ours(github, number, name).length;

/** Without its marker; empty when there is none. */
const ideaComment = (github: GitHub, number: number, name = REPOSITORY): string =>
  ours(github, number, name)[0]?.body.replace(/^<!--.*-->\s*/, '') ?? '';

const ideaLabels = (github: GitHub, number: number, name = REPOSITORY): readonly string[] =>
  (github.repository(name).issues.get(number)?.labels ?? []).map((label) => label.name);

export interface IdeaRow {
  readonly title: string;
  readonly status: string;
  readonly score: number;
  readonly band: string;
  readonly version: number;
  readonly gone: boolean;
}

const OF = `FROM %t t JOIN repositories r USING (installation_id, repository_id)
  WHERE r.owner || '/' || r.name = $1 AND t.issue_number = $2`;

/** Null when there is none. */
async function ideaRow(system: System, name: string, number: number): Promise<IdeaRow | null> {
  const [row] = await system.query<IdeaRow>(
    `SELECT t.title, t.status, t.score, t.band, t.version, t.gone ${OF.replace('%t', 'ideas')}`,
    [name, number],
  );
  return row ?? null;
}

export interface EntryRow {
  readonly actor: string;
  readonly action: string;
  readonly version: number;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown>;
  readonly reason: string | null;
}

/** The ledger of one idea, in its order. */
export const entries = (system: System, name: string, number: number): Promise<EntryRow[]> =>
  system.query<EntryRow>(
    `SELECT t.actor, t.action, t.version, t.before, t.after, t.reason ${OF.replace('%t', 'idea_entries')} ORDER BY t.entry_id`,
    [name, number],
  );

export const ROLES = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;

/** One organisation, a repository of its own for each story, and how its ideas read. */
export interface Ideas {
  readonly system: System;
  /** With somebody for each role, named after it. */
  team(name: string, files?: Readonly<Record<string, string>>, isPrivate?: boolean): Promise<string>;
  opened(name: string, given?: NewIdea): Promise<number>;
  say(name: string, number: number, author: string, body: string): Promise<Comment>;
  row(name: string, number: number): Promise<IdeaRow | null>;
  said(name: string, number: number): string;
  labels(name: string, number: number): readonly string[];
  actions(name: string, number: number): Promise<readonly string[]>;
}

export async function startIdeas(): Promise<Ideas> {
  const limits = { contentPerMinute: null, contentPerHour: null };
  const system = await startSystem({ github: { limits }, hooks: { writesPerMinute: 100_000 } });
  const { github } = system;
  github.createOrganization('acme');
  github.install({ owner: 'acme' });
  await system.settle();
  return {
    system,
    team: async (name, files = {}, isPrivate = false) => {
      github.createRepository({ owner: 'acme', name, files, private: isPrivate });
      for (const role of ROLES) github.setCollaborator(`acme/${name}`, role, role);
      await system.settle();
      return `acme/${name}`;
    },
    opened: async (name, given = {}) => {
      const number = openIdea(github, given, name);
      await system.settle();
      return number;
    },
    say: async (name, number, author, body) => {
      const comment = github.commentOnIssue(name, number, { author, body });
      await system.settle();
      return comment;
    },
    row: (name, number) => ideaRow(system, name, number),
    said: (name, number) => ideaComment(github, number, name),
    labels: (name, number) => ideaLabels(github, number, name),
    actions: async (name, number) => (await entries(system, name, number)).map(({ action }) => action),
  };
}
