// The runner of ideas. A folder is a sentence: `issue.md` is what somebody wrote, `case.yml` what is known besides (one look after
// another, the last is what is shown), `ideas.yml` and `idea.yml` the rules and the form where there are some; `decision.yml` is what is
// decided and `comment.md` how our comment reads. After a wanted change, run once with UPDATE_SCENARIOS=1, and read the difference.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { ideaAnswer } from '../../src/core/ideas/answer.ts';
import { formlessComment, ideaComment, type Resembling } from '../../src/core/ideas/comment.ts';
import { decideIdea, type IdeaDecision } from '../../src/core/ideas/decide.ts';
import { discoveryIssue } from '../../src/core/ideas/discovery.ts';
import { labelChange } from '../../src/core/ideas/labels.ts';
import type { FactorName } from '../../src/core/ideas/model.ts';
import type { IdeaOrder } from '../../src/core/ideas/orders.ts';
import type { Idea, Person } from '../../src/core/ideas/record.ts';
import type { IdeaRules } from '../../src/core/ideas/rules.ts';
import { issueNumber, userId } from '../../src/core/ids.ts';
import { renderDiscovery } from '../../src/core/render/discovery.ts';
import { renderIdeaComment } from '../../src/core/render/idea-comment.ts';
import { ideaLayerOf, NO_IDEA_LAYER, resolveIdeas } from '../../src/policy/idea-layer.ts';
import { ideasFile } from '../../src/policy/ideas.ts';
import { readIssueForm } from '../../src/policy/issue-form.ts';
import { LIMITS } from '../../src/policy/limits.ts';
import { readFile } from '../../src/policy/read.ts';
import { type IdeaGround, seen } from '../../src/reconcile/ideas/look.ts';
import { aCase, anIssue, byAll, later } from '../core/ideas/support/facts.ts';

const update = process.env.UPDATE_SCENARIOS === '1';
const here = new URL('./ideas/', import.meta.url);
const HOME = 'https://github.com/acme/shop';

interface WrittenOrder {
  readonly promote?: string | null;
  readonly archive?: string;
  readonly score?: readonly [FactorName, number];
  readonly recheck?: null;
  readonly by?: string;
}

/** Of the issue as it is now; what is absent is as in the look before. */
interface Look {
  readonly day?: number;
  readonly title?: string;
  /** Another file than issue.md. */
  readonly body?: string;
  readonly lineEnds?: 'crlf';
  readonly labels?: readonly string[];
  readonly state?: 'open' | 'closed';
  readonly reason?: string;
  /** For and against. */
  readonly votes?: readonly [number, number];
  readonly by?: string;
  readonly gone?: 'deleted' | 'moved';
  readonly orders?: readonly WrittenOrder[];
}

interface Case {
  readonly looks?: readonly Look[];
  readonly resembling?: readonly Resembling[];
  /** Slugs that projects have. */
  readonly taken?: readonly string[];
  /** The label we set last. */
  readonly shown?: string;
}

const text = (folder: URL, file: string): string | null => {
  const at = new URL(file, folder);
  return existsSync(at) ? readFileSync(at, 'utf8') : null;
};

function groundIn(folder: URL): IdeaGround {
  const form = text(folder, 'idea.yml');
  const file = text(folder, 'ideas.yml');
  const read = form === null ? null : readIssueForm('idea.yml', form);
  expect(read?.problems ?? []).toEqual([]);
  if (file === null) return { ...resolveIdeas(NO_IDEA_LAYER, NO_IDEA_LAYER), form: read?.form ?? null };
  const reading = readFile(ideasFile, '.clos/ideas.yml', file, LIMITS);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return { ...resolveIdeas(NO_IDEA_LAYER, ideaLayerOf([reading])), form: read?.form ?? null };
}

const IDS: Readonly<Record<string, number>> = { ada: 1_001, grace: 1_002, edsger: 1_003 };
const person = (login: string): Person => ({ id: userId(IDS[login] ?? 1_000), login });

function orderOf({ promote, archive, score, by = 'grace' }: WrittenOrder): IdeaOrder {
  const actor = person(by);
  if (promote !== undefined) return { kind: 'promote', actor, override: promote };
  if (archive !== undefined) return { kind: 'archive', actor, reason: archive };
  if (score !== undefined) return { kind: 'score', actor, factor: score[0], value: score[1] };
  return { kind: 'recheck', actor };
}

function sightOf(folder: URL, look: Look, ground: IdeaGround) {
  if (look.gone) return { kind: 'gone', how: look.gone } as const;
  const {
    title = '[Idea]: Pay by invoice',
    labels = ['idea'],
    state = 'open',
    reason,
    votes = [0, 0],
  } = look;
  const body = text(folder, look.body ?? 'issue.md') ?? '';
  const issue = anIssue({
    number: issueNumber(12),
    ...{ title, labels, state, stateReason: reason ?? null },
    votes: { up: votes[0], down: votes[1] },
  });
  return seen({ issue, body: look.lineEnds ? body.replaceAll('\n', '\r\n') : body }, ground);
}

interface Told {
  readonly decision: IdeaDecision;
  readonly rules: IdeaRules;
  readonly now: string;
  readonly known: Case;
}

function told(folder: URL): Told {
  const known = parse(text(folder, 'case.yml') ?? '{}') as Case;
  const ground = groundIn(folder);
  let before: Idea | null = null;
  let told: Told | null = null;
  let all: Look = {};
  for (const look of known.looks ?? [{}]) {
    all = { ...all, orders: [], by: 'ada', ...look };
    const now = later(all.day ?? 0);
    const decision: IdeaDecision = decideIdea(
      aCase({
        ...{ now, before, rules: ground.rules, seen: sightOf(folder, all, ground) },
        by: byAll(person(all.by ?? 'ada')),
        orders: (all.orders ?? []).map(orderOf),
        ground: { taken: new Set(known.taken ?? []), stage: 'DISCOVERY' },
      }),
    );
    before = decision.idea;
    told = { decision, rules: ground.rules, now, known };
  }
  if (told === null) throw new Error('no look');
  return told;
}

/** Of the idea what a reader would ask about; the issue stands in the scenario already. */
function summary({ decision: { idea, ...decided }, rules, known }: Told): unknown {
  if (idea === null) return { ...decided, idea };
  const { status, version, gone, overrides, parked, promotion, reading } = idea;
  const labels = labelChange(idea, rules, known.shown ?? null);
  return { ...decided, labels, idea: { status, version, gone, overrides, parked, promotion, reading } };
}

function rendered({ decision: { idea, formless, outcomes }, rules, now, known }: Told): string {
  const answers = outcomes.map((one) => ({ heading: ['The answer'], says: [ideaAnswer(one)] }));
  const around = { rules, resembling: known.resembling ?? [], repositoryUrl: HOME };
  const comment = idea && !idea.gone ? ideaComment(idea, around) : formless ? formlessComment(rules) : null;
  if (comment === null && answers.length === 0) return 'Nothing is said.\n';
  const marker = '<!-- clos:idea:7:100:12 -->';
  const discovery =
    idea?.promotion && outcomes.some(({ kind }) => kind === 'promoted')
      ? discoveryIssue(idea, idea.promotion, { repositoryUrl: HOME, defaultBranch: 'main' })
      : null;
  return [
    renderIdeaComment(comment, answers, marker, now),
    ...(discovery ? ['', `<!-- the issue "${discovery.title}", ${discovery.labels.join(', ')} -->`, ''] : []),
    ...(discovery ? [renderDiscovery(discovery, '<!-- clos:discovery:7:100:12 -->', now)] : []),
    '',
  ].join('\n');
}

/** Writes what was found when updating, and reads what is expected. */
function expected(file: URL, found: string): string {
  if (update) writeFileSync(file, found);
  return readFileSync(file, 'utf8');
}

const scenarios = readdirSync(here);

test('there are at least twenty of them', () => expect(scenarios.length).toBeGreaterThanOrEqual(20));

describe.each(scenarios)('%s', (name) => {
  const folder = new URL(`${name}/`, here);

  test('decides as written', () => {
    const found = stringify(JSON.parse(JSON.stringify(summary(told(folder)))), { lineWidth: 0 });
    expect(parse(found)).toEqual(parse(expected(new URL('decision.yml', folder), found)));
  });

  test('reads as written', () => {
    const found = rendered(told(folder));
    expect(found).toBe(expected(new URL('comment.md', folder), found));
  });
});
