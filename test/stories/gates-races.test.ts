// What happens while a gate is being looked at: whatever our rows, the rules or GitHub do meanwhile, no answer is given to a question that
// nobody asked, none is left without an answer, and the history is written once.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { TransientFault } from '../../src/core/faults.ts';
import type { FailpointName } from '../../src/ports/failpoint.ts';
import { evidence, formProject, gate, history, project } from '../support/project.ts';
import { type System, startSystem } from '../support/system.ts';
import { reactions } from '../support/talk.ts';
import { until } from '../support/until.ts';

const PROJECT = '.clos/project.yml';
const EVIDENCE = '.clos/evidence.yml';
const GATES = '.clos/gates.yml';

let system: System;
let teams = 0;
/** What happens at the next hit of a failpoint, once. */
const meanwhile = new Map<FailpointName, () => Promise<void>>();

beforeAll(async () => {
  const failpoint = async (name: FailpointName): Promise<void> => {
    const act = meanwhile.get(name);
    meanwhile.delete(name);
    await act?.();
  };
  system = await startSystem({ hooks: { failpoint } });
});

afterEach(async () => {
  meanwhile.clear();
  system.github.misbehave.clear();
  await system.settle();
  system.github.assertHonest();
});

afterAll(() => system.stop());

const gates = (interviews: number, approvals = 0): string =>
  [
    'version: 1',
    'branches: [weak, other]',
    'gates:',
    '  DISCOVERY:',
    '    criteria:',
    `      - {id: talks, title: Talks, expression: evidence.customerInterviews >= ${interviews}, reason: Too few}`,
    ...(approvals > 0 ? [`    approvals: [{count: ${approvals}}]`] : []),
    '  PROTOTYPE: {criteria: []}',
    '',
  ].join('\n');

async function team(files: Readonly<Record<string, string>> = {}): Promise<string> {
  teams += 1;
  const name = `races${teams}/shop`;
  await formProject(system, name, { [GATES]: gates(5), ...files });
  return name;
}

const ask = (name: string, interviews: number, stage = 'PROTOTYPE', more: object = {}): number =>
  system.github.openPull(name, {
    author: 'ada',
    files: { [PROJECT]: project(stage), [EVIDENCE]: evidence(interviews) },
    ...more,
  }).number;

const said = (name: string, number: number) => gate(system.github, name, number);

/** The rows of the repository of that name. */
const OF = `(installation_id, repository_id) IN (SELECT installation_id, repository_id FROM repositories WHERE owner || '/' || name = $1)`;

/** As GitHub loses them: they arrive never, and are listed nowhere. */
async function unheard(act: () => unknown): Promise<void> {
  system.github.misbehave.webhooks({ lose: 1 });
  act();
  await system.github.settle();
  system.github.misbehave.webhooks({ lose: 0 });
  // GitHub's times have whole seconds.
  system.github.advance(2_000);
}

/** Three things happen, seconds apart, and word of the second comes when all else was handled; of the first it is never heard. */
async function newestFirst<T>(first: () => unknown, second: () => T, third: () => unknown): Promise<T> {
  const { github } = system;
  github.advance(5_000);
  await unheard(first);
  github.misbehave.hold();
  const made = second();
  const late = [...github.misbehave.held];
  github.misbehave.release(() => []);
  github.advance(5_000);
  third();
  await system.settle();
  for (const { id } of late) github.redeliver(id);
  await system.settle();
  return made;
}

describe('rules that change while they are read', () => {
  test('T-3 and come back are not kept as what they were in between', async () => {
    const name = await team();
    const { github } = system;
    const number = ask(name, 6);
    await system.settle();
    expect(said(name, number)).toBe('success');
    const rules = (interviews: number) => github.commitFiles(name, { [GATES]: gates(interviews) });
    // The version is read of the ones, the files of the others, and by then the ones are back.
    const steps = [
      { when: 'repos/get-content', path: `/contents/.clos`, act: () => undefined },
      { when: 'repos/get-content', path: `/contents/.clos%2Fgates.yml`, act: () => rules(9) },
      { when: 'graphql', path: '', act: () => undefined },
      { when: '', path: '', act: () => rules(5.5) },
    ];
    github.misbehave.failWhen(({ operation, path }) => {
      const [next] = steps;
      const isNext =
        next && (next.when === '' || operation === next.when) && path.split('?')[0]?.endsWith(next.path);
      if (isNext) steps.shift()?.act();
      return false;
    }, 'lose-answer' as never);
    rules(5.5);
    await system.settle();
    expect(steps).toEqual([]);
    await system.sweep();
    expect(said(name, number)).toBe('success');
  });
});

describe('between a look and its commit', () => {
  test('T-24 a look that was overtaken is followed by another, whoever overtook it', async () => {
    const name = await team();
    const number = ask(name, 6);
    await system.settle();
    const after = JSON.stringify('Renamed');
    meanwhile.set('facts-loaded', async () => {
      meanwhile.set('facts-loaded', async () => {
        await system.query(`UPDATE pulls SET facts = jsonb_set(facts, '{title}', $2::jsonb) WHERE ${OF}`, [
          name,
          after,
        ]);
      });
    });
    const sha = system.github.push(name, number, { files: { 'src/a.ts': '1' } });
    await system.settle();
    expect(system.github.checkRuns(name, sha).map((run) => run.name)).toContain('clos/stage-gate');
  });

  test('T-3 rules that are being saved are waited for: nobody is told by those they replace', async () => {
    const name = await team();
    const number = ask(name, 6);
    await system.settle();
    expect(said(name, number)).toBe('success');
    const other = new pg.Client({ connectionString: system.databaseUrl });
    await other.connect();
    const asked = async (): Promise<boolean> => {
      const [row] = await system.query<{ waits: boolean }>(
        `SELECT EXISTS (SELECT FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock') AS waits`,
      );
      return row?.waits === true;
    };
    let over: Promise<void> = Promise.resolve();
    const sha = system.github.pull(name, number).head.sha;
    const before = JSON.stringify(system.github.checkRuns(name, sha).map((run) => run.output.summary));
    meanwhile.set('facts-loaded', async () => {
      meanwhile.set('facts-loaded', async () => {
        await other.query('BEGIN');
        await other.query(
          `UPDATE gate_configurations SET configuration = jsonb_set(configuration, '{rules,gates,0,criteria,0,expression}',
             '"evidence.customerInterviews >= 9"') WHERE ${OF}`,
          [name],
        );
        over = until('somebody waits, or did not', async () => (await asked()) || (await judgedAgain(name)))
          .then(() => other.query('COMMIT'))
          .then(() => undefined);
      });
    });
    system.github.push(name, number, { files: { [EVIDENCE]: evidence(7) } });
    await system.settle();
    await over;
    await other.end();
    await system.settle();
    expect(before).not.toBe('[]');
    expect(said(name, number)).toBe('failure');
  });
});

/** Every newest commit was looked at. */
async function judgedAgain(name: string): Promise<boolean> {
  const rows = await system.query<{ same: boolean }>(
    `SELECT s.head_sha = p.facts->>'headSha' AS same FROM gate_states s
     JOIN pulls p ON p.repository_id = s.repository_id AND p.number = s.pull_number
     WHERE (s.installation_id, s.repository_id) IN
       (SELECT installation_id, repository_id FROM repositories WHERE owner || '/' || name = $1)`,
    [name],
  );
  return rows.every(({ same }) => same);
}

describe('a job that dies', () => {
  test.each<FailpointName>(['facts-loaded', 'before-commit', 'after-commit'])(
    'T-63 at %s, again and again, leaves one check, one comment and one step in the history',
    async (name) => {
      const shop = await team();
      const { github } = system;
      let left = 4;
      const die = async (): Promise<void> => {
        left -= 1;
        if (left > 0) meanwhile.set(name, die);
        throw new TransientFault('died', 'it died here');
      };
      meanwhile.set(name, die);
      const number = ask(shop, 6);
      await system.settle();
      expect(left).toBe(0);
      const runs = github.checkRuns(shop, github.pull(shop, number).head.sha);
      expect(runs.filter((run) => run.name === 'clos/stage-gate')).toHaveLength(1);
      expect(said(shop, number)).toBe('success');
      expect([...github.pull(shop, number).comments.values()]).toHaveLength(1);
      left = 4;
      meanwhile.set(name, die);
      github.mergePull(shop, number, { as: 'admin' });
      await system.settle();
      expect((await history(system, shop)).map(({ to, pull }) => [to, pull])).toEqual([
        ['DISCOVERY', null],
        ['PROTOTYPE', number],
      ]);
    },
  );
});

describe('what nobody told us', () => {
  test('T-3 rules that became stricter hold, although their push was lost', async () => {
    const name = await team();
    const { github } = system;
    const number = ask(name, 6);
    await system.settle();
    await unheard(() => github.commitFiles(name, { [GATES]: gates(9) }));
    github.push(name, number, { files: { [EVIDENCE]: evidence(7) } });
    await system.settle();
    expect(said(name, number)).toBe('failure');
  });

  test('T-2 another base holds, although its event was lost', async () => {
    const name = await team();
    const { github } = system;
    github.commitFiles(name, { [PROJECT]: project('PROTOTYPE') }, { branch: 'weak' });
    await system.settle();
    const number = ask(name, 1, 'PROTOTYPE', { base: 'weak' });
    await system.settle();
    expect(said(name, number)).toBe('success');
    github.advance(2_000);
    await unheard(() => github.editPull(name, number, { base: 'main' }));
    github.review(name, number, { author: 'ben', state: 'commented' });
    await system.settle();
    expect(said(name, number)).toBe('failure');
  });

  test('T-74 an approval is for what was there when it was given, however late it arrives', async () => {
    const name = await team({ [GATES]: gates(5, 1) });
    const { github } = system;
    github.setCollaborator(name, 'ben', 'write');
    const number = ask(name, 6);
    await system.settle();
    github.advance(5_000);
    github.misbehave.hold();
    const comment = github.comment(name, number, { author: 'ben', body: '/clos approve' });
    github.advance(5_000);
    github.push(name, number, { files: { [EVIDENCE]: evidence(8) } });
    const late = github.misbehave.held.filter(({ event }) => event === 'issue_comment');
    const first = github.misbehave.held.filter(({ event }) => event !== 'issue_comment');
    github.misbehave.release(() => first);
    await system.settle();
    github.misbehave.release(() => late);
    for (const { id } of late) github.redeliver(id);
    await system.settle();
    expect(said(name, number)).not.toBe('success');
    expect(reactions(comment)).not.toBe('+1');
    github.advance(5_000);
    github.comment(name, number, { author: 'ben', body: '/clos approve' });
    await system.settle();
    expect(said(name, number)).toBe('success');
  });

  test('T-74 an approval of what came and went unseen is none of what is back', async () => {
    const name = await team({ [GATES]: gates(5, 1) });
    const { github } = system;
    github.setCollaborator(name, 'ben', 'write');
    const number = ask(name, 6);
    await system.settle();
    const evidenceOf = (interviews: number) => ({ files: { [EVIDENCE]: evidence(interviews) } });
    const comment = await newestFirst(
      () => github.push(name, number, evidenceOf(8)),
      () => github.comment(name, number, { author: 'ben', body: '/clos approve' }),
      () => github.push(name, number, evidenceOf(6)),
    );
    expect([reactions(comment), said(name, number)]).toEqual(['confused', 'queued']);
    github.advance(5_000);
    github.comment(name, number, { author: 'ben', body: '/clos approve' });
    await system.settle();
    expect(said(name, number)).toBe('success');
  });

  describe('T-74 where the base holds the project file', () => {
    async function labelled(): Promise<string> {
      const name = await team({ [GATES]: gates(5, 1) });
      const { github } = system;
      github.setCollaborator(name, 'ben', 'write');
      github.commitFiles(name, { [PROJECT]: MOVED }, { branch: 'other' });
      const labels = ['stage-gate'];
      github.openPull(name, { author: 'ada', files: { [EVIDENCE]: evidence(6) }, labels });
      await system.settle();
      expect(said(name, 1)).toBe('queued');
      github.advance(5_000);
      return name;
    }
    const MOVED = project('DISCOVERY', 'reason: another\n');
    const approve = (name: string) =>
      system.github.comment(name, 1, { author: 'ben', body: '/clos approve' });

    test('an approval is none of what its owner made of it since', async () => {
      const name = await labelled();
      const comment = await newestFirst(
        () => undefined,
        () => approve(name),
        () => system.github.commitFiles(name, { [PROJECT]: MOVED }),
      );
      expect([reactions(comment), said(name, 1)]).toEqual(['confused', 'queued']);
    });

    test.each([
      ['its branch', (name: string) => system.github.commitFiles(name, { [PROJECT]: MOVED })],
      ['another base', (name: string) => system.github.editPull(name, 1, { base: 'other' })],
    ])('an approval of what nobody told us of, %s, is none of what we judged', async (_, move) => {
      const name = await labelled();
      await unheard(() => move(name));
      const comment = approve(name);
      await system.settle();
      expect([reactions(comment), said(name, 1)]).toEqual(['confused', 'queued']);
      system.github.advance(5_000);
      const again = approve(name);
      await system.settle();
      expect([reactions(again), said(name, 1)]).toEqual(['+1', 'success']);
    });
  });
});

describe('the history', () => {
  test('T-48 of two merges that nobody told us about is one chain, which ends where the project is', async () => {
    const name = await team();
    const { github } = system;
    const first = ask(name, 6);
    await system.settle();
    github.mergePull(name, first, { as: 'admin' });
    await system.settle();
    // Back at the beginning, by a push.
    github.advance(2_000);
    github.commitFiles(name, { [PROJECT]: project('DISCOVERY') });
    await system.settle();
    const second = ask(name, 7);
    await system.settle();
    github.advance(2_000);
    await unheard(() => {
      github.mergePull(name, second, { as: 'admin' });
      github.commitFiles(name, { [PROJECT]: project('MINIMUM_REMARKABLE') });
    });
    await system.sweep();
    await system.sweep();
    const steps = await history(system, name);
    for (const [index, { from }] of steps.entries()) expect(from).toBe(steps[index - 1]?.to ?? null);
    expect(steps.at(-1)?.to).toBe('MINIMUM_REMARKABLE');
  });
});
