// What a judgement asks of the world and can be had without GitHub: whether addresses answer, and the tree that evidence is about.

import { execFileSync } from 'node:child_process';
import { compileCached } from '../../core/gates/expressions/cache.ts';
import { addressesIn } from '../../core/gates/expressions/evaluate.ts';
import type { Scope } from '../../core/gates/expressions/scope.ts';
import type { Answered, EvidenceReading, Known, Project, StageRules } from '../../core/gates/model.ts';
import type { Web } from '../../ports/web.ts';

const NOT_ASKED = { kind: 'unknown', because: 'only `--online` asks it' } as const;
const UNASKED = { kind: 'unknown', because: 'it is not asked here' } as const;

export interface Case {
  readonly project: Project;
  readonly evidence: EvidenceReading;
  readonly rules: StageRules;
  readonly now: string;
}

/** By address, of all that the gates of the project ask about. Without a web, each is unknown and says why. */
export async function answersFor(
  subject: Case,
  web: Web | null,
): Promise<Readonly<Record<string, Answered>>> {
  const answers = addressesOf(subject).map(
    async (address) => [address, web === null ? NOT_ASKED : await web.answers(address)] as const,
  );
  return Object.fromEntries(await Promise.all(answers));
}

/** Asks each address once, however many stages ask about it. */
export function remembering(web: Web): Web {
  const asked = new Map<string, Promise<Answered>>();
  return {
    answers: (address) => {
      const answer = asked.get(address) ?? web.answers(address);
      asked.set(address, answer);
      return answer;
    },
  };
}

function addressesOf({ project, evidence, rules, now }: Case): readonly string[] {
  const vocabulary = { evidence: rules.evidence.schema, checks: rules.checks.map(({ key }) => key) };
  const scope = scopeOf(project, evidence, now);
  const all = rules.gates.flatMap(({ criteria }) =>
    criteria.flatMap(({ expression }) => {
      const compiled = compileCached(expression, vocabulary);
      return compiled.ok ? addressesIn(compiled.expression, scope) : [];
    }),
  );
  return [...new Set(all)];
}

const scopeOf = (project: Project, evidence: EvidenceReading, now: string): Scope => ({
  evidence: evidence.kind === 'read' ? { kind: 'known', value: evidence.value } : UNASKED,
  project: { ...project, from: project.stage, to: null, daysInStage: UNASKED },
  pr: UNASKED,
  checks: UNASKED,
  reviews: UNASKED,
  files: UNASKED,
  answers: {},
  now,
});

const git = (root: string, ...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** The id of a folder's tree in the last commit; null where there is none. */
export function treeAtHead(root: string, path: string | null): Known<string | null> {
  if (path === null) return { kind: 'known', value: null };
  try {
    git(root, 'rev-parse', '--verify', '--quiet', 'HEAD');
  } catch {
    return { kind: 'unknown', because: 'there is no commit to compare it with' };
  }
  try {
    return { kind: 'known', value: git(root, 'rev-parse', '--verify', '--quiet', `HEAD:${path}`).trim() };
  } catch {
    return { kind: 'known', value: null };
  }
}

/** A file as it is in the last commit; null where it is not in it, or there is none. */
export function textAtHead(root: string, path: string): string | null {
  try {
    return git(root, 'show', `HEAD:${path}`);
  } catch {
    return null;
  }
}
