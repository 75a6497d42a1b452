// The idea ledger as its users meet it: an issue from the form is read, scored, answered, kept, and becomes a project.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Comment } from '../github/state/model.ts';
import {
  entries,
  type IdeaRow,
  ideaBody,
  ideaComment,
  ideaCommentCount,
  ideaLabels,
  ideaRow,
  openIdea,
} from '../support/idea.ts';
import { type System, startSystem } from '../support/system.ts';
import { reactions } from '../support/talk.ts';

const ROLES = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;

let system: System;

beforeAll(async () => {
  const limits = { contentPerMinute: null, contentPerHour: null };
  system = await startSystem({ github: { limits }, hooks: { writesPerMinute: 100_000 } });
  system.github.createOrganization('acme');
  system.github.createRepository({ owner: 'acme', name: 'first' });
  system.github.install({ owner: 'acme' });
  await system.settle();
});

afterAll(async () => {
  system.github.assertHonest();
  await system.stop();
});

/** A repository of its own for each story, with somebody for each role. */
async function team(
  name: string,
  files: Readonly<Record<string, string>> = {},
  isPrivate = false,
): Promise<string> {
  const full = `acme/${name}`;
  system.github.createRepository({ owner: 'acme', name, files, private: isPrivate });
  for (const role of ROLES) system.github.setCollaborator(full, role, role);
  await system.settle();
  return full;
}

async function opened(name: string, given: Parameters<typeof openIdea>[1] = {}): Promise<number> {
  const number = openIdea(system.github, given, name);
  await system.settle();
  return number;
}

async function say(name: string, number: number, author: string, body: string): Promise<Comment> {
  const comment = system.github.commentOnIssue(name, number, { author, body });
  await system.settle();
  return comment;
}

const row = (name: string, number: number): Promise<IdeaRow | null> => ideaRow(system, name, number);
const said = (name: string, number: number): string => ideaComment(system.github, number, name);
const labels = (name: string, number: number) => ideaLabels(system.github, number, name);
const actions = async (name: string, number: number): Promise<readonly string[]> =>
  (await entries(system, name, number)).map(({ action }) => action);

describe('an idea that is written', () => {
  test('is scored, labelled and answered in one comment', async () => {
    const name = await team('written');
    const number = await opened(name);
    expect(labels(name, number)).toEqual(['idea', 'idea-approved']);
    expect(ideaCommentCount(system.github, number, name)).toBe(1);
    expect(said(name, number)).toContain('✅ 9.3 of 10: approved');
    expect(await row(name, number)).toMatchObject({ status: 'APPROVED', score: 9.3, version: 1 });
    expect(await entries(system, name, number)).toMatchObject([
      { action: 'submitted', actor: 'octocat', before: null, after: { status: 'APPROVED', score: 9.3 } },
    ]);
  });

  test('costs one read and at most three writes, and its own echoes cost nothing', async () => {
    const name = await team('requests');
    // The rules are known from an earlier one.
    await opened(name);
    system.github.resetRequests();
    await opened(name, { title: 'Export to a spreadsheet', problem: 'Reports are typed by hand.' });
    const { github } = system;
    const of = (method: string) =>
      github.requests.filter((one) => one.method === method && !/access_tokens/.test(one.path));
    expect(of('GET').map(({ path }) => path)).toHaveLength(1);
    expect(
      github.requests.length -
        of('GET').length -
        github.requests.filter(({ path }) => /access_tokens/.test(path)).length,
    ).toBeLessThanOrEqual(3);
  });

  test('with something missing says what, stays PENDING, and is read again on edit (T-31)', async () => {
    const name = await team('missing');
    const number = await opened(name, { impact: '', effort: 'a while' });
    expect(await row(name, number)).toMatchObject({ status: 'PENDING' });
    expect(said(name, number)).toContain('📝 Not complete yet');
    expect(said(name, number)).toMatch(/`Expected Impact` \| required \| Nothing stands below its heading/);
    expect(said(name, number)).toMatch(/`Estimated Effort` \| required \| It begins neither with a number/);
    system.github.editIssue(name, number, { body: ideaBody({ impact: 'Medium', effort: '3 weeks' }) });
    await system.settle();
    expect(await row(name, number)).toMatchObject({ status: 'EVALUATING', version: 2 });
    expect(labels(name, number)).toEqual(['idea', 'idea-review']);
    expect(ideaCommentCount(system.github, number, name)).toBe(1);
    const [first, second] = await entries(system, name, number);
    expect([first?.action, second?.action]).toEqual(['submitted', 'edited']);
    expect(second?.before).toMatchObject({ fields: { impact: null } });
    expect(second?.after).toMatchObject({ fields: { impact: 'Medium' } });
  });

  test('edited many times in a burst is looked at by few cycles, and ends with the last text', async () => {
    const name = await team('burst');
    const number = openIdea(system.github, {}, name);
    for (let i = 1; i <= 20; i += 1)
      system.github.editIssue(name, number, { title: `Version ${i} of the wish` });
    await system.settle();
    const gets = system.github.requests.filter(
      ({ method, path }) => method === 'GET' && path.endsWith(`/${name}/issues/${number}`),
    );
    expect(gets.length).toBeLessThan(10);
    expect((await row(name, number))?.title).toBe('Version 20 of the wish');
  });

  test('changes nothing when nothing changed: no second comment, no entry, no write', async () => {
    const name = await team('silence');
    const number = await opened(name);
    system.github.resetRequests();
    await system.sweep();
    await system.sweep();
    expect(
      system.github.requests.filter(({ method, path }) => method !== 'GET' && path.includes(name)),
    ).toEqual([]);
    expect(await actions(name, number)).toEqual(['submitted']);
  });

  test('T-32 opened without the form gets a friendly comment and no row', async () => {
    const name = await team('formless');
    const number = await opened(name, { body: 'It would be nice to have more colours.' });
    expect(await row(name, number)).toBeNull();
    expect(ideaCommentCount(system.github, number, name)).toBe(1);
    expect(said(name, number)).toContain('This cannot be read as an idea yet');
    expect(labels(name, number)).toEqual(['idea']);
    system.github.editIssue(name, number, { body: ideaBody() });
    await system.settle();
    expect(await row(name, number)).toMatchObject({ status: 'APPROVED' });
    expect(ideaCommentCount(system.github, number, name)).toBe(1);
  });

  test('an issue without the label is nobody’s business', async () => {
    const name = await team('plain');
    const { number } = system.github.openIssue(name, { title: 'A fault', body: ideaBody() });
    await system.settle();
    expect(ideaCommentCount(system.github, number, name)).toBe(0);
    expect(await row(name, number)).toBeNull();
  });

  test('is read by the form on the default branch, whatever that asks', async () => {
    const form = [
      'name: Idea',
      'description: An idea',
      'labels: [idea]',
      'body:',
      '  - {type: textarea, id: problem, attributes: {label: What hurts}, validations: {required: true}}',
      '  - {type: textarea, id: solution, attributes: {label: What would help}}',
      '  - {type: dropdown, id: impact, attributes: {label: How much, options: ["High, for many, daily", "Low, for some"]}}',
      '  - {type: dropdown, id: effort, attributes: {label: How long, options: [Days, Weeks]}}',
      '',
    ].join('\n');
    const name = await team('own-form', { '.github/ISSUE_TEMPLATE/idea.yml': form });
    const body =
      '### What hurts\n\nWaiting.\n\n### What would help\n\nA queue.\n\n### How much\n\nHigh, for many, daily\n\n### How long\n\nDays\n';
    const number = await opened(name, { body });
    expect(await row(name, number)).toMatchObject({ status: 'EVALUATING' });
    expect(said(name, number)).toContain('`High, for many, daily` | 8 of 10');
  });

  test('T-105 with secrets in it keeps none of them, anywhere', async () => {
    const name = await team('secrets');
    const token = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
    const number = await opened(name, {
      title: `Use ${token}`,
      problem: `The key is ${token} and postgres://admin:hunter2secret@db.internal/prod`,
    });
    await say(name, number, 'triage', `/clos archive leaked ${token}`);
    expect(said(name, number)).toContain('What looks like a secret was left out');
    const tables = await system.query<{ name: string }>(
      `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'graphile_worker')`,
    );
    for (const table of tables) {
      const rows = await system.query<{ found: string }>(
        `SELECT t::text AS found FROM ${table.name} t WHERE t::text ~ 'a1B2c3D4e5F6|hunter2secret'`,
      );
      expect({ table: table.name, rows }).toEqual({ table: table.name, rows: [] });
    }
    const bodies = await system.query<{ guid: string }>(
      `SELECT guid FROM deliveries WHERE position('a1B2c3D4e5F6'::bytea IN body) > 0 OR position('hunter2secret'::bytea IN body) > 0`,
    );
    expect(bodies).toEqual([]);
    const shown = [...(system.github.repository(name).issues.get(number)?.comments.values() ?? [])].filter(
      ({ byApp }) => byApp,
    );
    expect(shown.map(({ body }) => body).join()).not.toMatch(/a1B2c3D4e5F6|hunter2secret/);
  });
});

describe('what people say of an idea', () => {
  test('a maintainer promotes it: a project, its Discovery issue, and links both ways, once', async () => {
    const name = await team('promoted');
    const number = await opened(name, { title: '[Idea]: Pay by invoice' });
    expect(reactions(await say(name, number, 'maintain', '/clos promote'))).toBe('+1');
    await say(name, number, 'maintain', '/clos promote');
    const issues = [...system.github.repository(name).issues.values()];
    const discovery = issues.filter(({ title }) => title === 'Discovery: Pay by invoice');
    expect(discovery).toHaveLength(1);
    expect(discovery[0]?.labels.map((label) => label.name)).toEqual(['discovery', 'pod:checkout']);
    expect(discovery[0]?.body).toContain(`/issues/${number}`);
    expect(said(name, number)).toContain(`/issues/${discovery[0]?.number}`);
    expect(await row(name, number)).toMatchObject({ status: 'PROMOTED' });
    expect(await actions(name, number)).toEqual(['submitted', 'promoted']);
    const projects = await system.query(
      `SELECT slug, stage, pod, present FROM projects JOIN repositories r USING (repository_id) WHERE r.name = 'promoted'`,
    );
    expect(projects).toEqual([
      { slug: 'pay-by-invoice', stage: 'DISCOVERY', pod: 'checkout', present: false },
    ]);
  });

  test('below the review band it is promoted only by an override, with its reason on record', async () => {
    const name = await team('override');
    const number = await opened(name, { impact: 'Low', effort: 'Quarters', evidence: '' });
    expect(labels(name, number)).toEqual(['idea', 'idea-needs-work']);
    expect(reactions(await say(name, number, 'maintain', '/clos promote'))).toBe('confused');
    expect(said(name, number)).toContain('/clos promote override because <reason>');
    expect(
      reactions(await say(name, number, 'maintain', '/clos promote override because a customer pays for it')),
    ).toBe('+1');
    expect(await entries(system, name, number)).toMatchObject([
      {},
      { action: 'promoted', reason: 'a customer pays for it' },
    ]);
  });

  test('sets a score that counts instead of the form’s', async () => {
    const name = await team('scored');
    const number = await opened(name, { impact: 'Low' });
    expect(reactions(await say(name, number, 'write', '/clos score impact 9'))).toBe('+1');
    expect(said(name, number)).toMatch(/Impact \| set by `write` \| 9 of 10/);
    expect(labels(name, number)).toEqual(['idea', 'idea-approved']);
    expect(await actions(name, number)).toEqual(['submitted', 'overridden']);
    expect(reactions(await say(name, number, 'write', '/clos score beauty 9'))).toBe('confused');
    expect(said(name, number)).toContain('say which of impact, effort, reach and confidence');
  });

  test('archives it with a reason; reopening takes it up again', async () => {
    const name = await team('archived');
    const number = await opened(name);
    expect(reactions(await say(name, number, 'octocat', '/clos archive next year'))).toBe('+1');
    const issue = () => system.github.repository(name).issues.get(number);
    expect(issue()).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    expect(labels(name, number)).toEqual(['idea']);
    expect(said(name, number)).toContain('It rests: `next year` (`octocat`)');
    system.github.reopenIssue(name, number);
    await system.settle();
    expect(await row(name, number)).toMatchObject({ status: 'APPROVED' });
    expect(labels(name, number)).toEqual(['idea', 'idea-approved']);
    expect(await actions(name, number)).toEqual(['submitted', 'archived', 'revived']);
  });

  test.each([
    ['promote', 'maintain'],
    ['score impact 3', 'write'],
    ['archive enough', 'triage'],
    ['status', 'read'],
  ] as const)('T-27 /clos %s is for those with the role %s or more', async (command, least) => {
    const name = await team(`roles-${command.split(' ')[0]}`);
    const number = await opened(name, { author: 'somebody' });
    for (const role of ROLES.slice(0, ROLES.indexOf(least))) {
      const reaction = reactions(await say(name, number, role, `/clos ${command}`));
      expect([role, reaction]).toEqual([role, least === 'read' ? '' : '-1']);
    }
    expect(await actions(name, number)).toEqual(['submitted']);
    const reaction = reactions(await say(name, number, least, `/clos ${command}`));
    expect(reaction).toBe(least === 'read' ? 'eyes' : '+1');
  });

  test('T-28 T-29 edited comments, quotes, code and bots command nothing', async () => {
    const name = await team('unheard');
    const number = await opened(name);
    for (const body of [
      '> /clos promote',
      '```\n/clos promote\n```',
      '<!-- /clos promote -->',
      'so: /clos promote',
    ])
      await say(name, number, 'maintain', body);
    const comment = await say(name, number, 'maintain', 'nothing');
    system.github.editComment(comment, '/clos promote');
    await system.settle();
    expect(await actions(name, number)).toEqual(['submitted']);
  });

  test('T-30 a band’s label set by hand grants nothing and is taken off', async () => {
    const name = await team('by-hand');
    const number = await opened(name, { impact: 'Low', effort: 'Quarters', evidence: '' });
    system.github.labelIssue(name, number, 'idea-approved', { as: 'triage' });
    system.github.labelIssue(name, number, 'good first issue', { as: 'triage' });
    await system.settle();
    expect(labels(name, number)).toEqual(['idea', 'idea-needs-work', 'good first issue']);
    expect(await row(name, number)).toMatchObject({ status: 'EVALUATING' });
  });
});

describe('what becomes of its issue', () => {
  test('closed it rests, reopened it goes on, and a promoted one stays a project', async () => {
    const name = await team('closing');
    const number = await opened(name);
    system.github.closeIssue(name, number, 'completed');
    await system.settle();
    expect(await row(name, number)).toMatchObject({ status: 'ARCHIVED' });
    expect(said(name, number)).toContain('its issue was closed as completed');
    system.github.reopenIssue(name, number);
    await system.settle();
    await say(name, number, 'maintain', '/clos promote');
    system.github.closeIssue(name, number, 'completed');
    await system.settle();
    expect(await row(name, number)).toMatchObject({ status: 'PROMOTED' });
  });

  test('T-31 transferred, deleted or made a discussion it is archived, and no longer written to', async () => {
    const name = await team('leaving');
    const target = await team('arriving');
    const [moved, deleted, talked] = [
      await opened(name),
      await opened(name, { title: 'Two' }),
      await opened(name, { title: 'Three' }),
    ];
    const there = system.github.transferIssue(name, moved, target);
    system.github.deleteIssue(name, deleted);
    system.github.convertIssueToDiscussion(name, talked);
    await system.settle();
    await system.sweep();
    expect(await row(name, moved)).toMatchObject({ status: 'ARCHIVED', gone: true });
    expect(await row(name, deleted)).toMatchObject({ status: 'ARCHIVED', gone: true });
    expect(await row(name, talked)).toMatchObject({ status: 'ARCHIVED' });
    // It kept its label there only where the repository has one of that name.
    system.github.labelIssue(target, there.number, 'idea');
    await system.settle();
    expect(await row(target, there.number)).toMatchObject({ status: 'APPROVED', version: 1 });
  });

  test('without its label it is no idea any more; with it again it goes on where it was', async () => {
    const name = await team('unlabelled');
    const number = await opened(name);
    system.github.unlabelIssue(name, number, 'idea');
    await system.settle();
    expect(await row(name, number)).toMatchObject({ status: 'ARCHIVED', gone: true });
    system.github.labelIssue(name, number, 'idea');
    await system.settle();
    expect(await row(name, number)).toMatchObject({ status: 'APPROVED', gone: false, version: 1 });
  });
});

describe('the sweep', () => {
  test('hears of what was lost, and counts votes, of which GitHub tells nobody', async () => {
    const name = await team('lost', {
      '.clos/ideas.yml': 'version: 1\nscore: {formula: weights, weights: {votes: 1}, tens: {votes: 2}}\n',
    });
    system.github.misbehave.webhooks({ drop: 1 });
    const number = openIdea(system.github, {}, name);
    await system.settle();
    system.github.misbehave.clear();
    expect(await row(name, number)).toBeNull();
    await system.sweep();
    expect(await row(name, number)).toMatchObject({ score: 0 });
    for (const author of ['a', 'b']) system.github.reactToIssue(name, number, { author, content: '+1' });
    await system.sweep();
    expect(await row(name, number)).toMatchObject({ score: 10 });
    expect(said(name, number)).toContain('2 votes for and 0 against');
    expect(await actions(name, number)).toEqual(['submitted', 'scored']);
  });

  test('archives what nobody changed for as long as ideas.yml says', async () => {
    const name = await team('aged', { '.clos/ideas.yml': 'version: 1\npark: 7d\n' });
    const number = await opened(name, { impact: 'Low' });
    await system.query(
      `UPDATE ideas SET changed_at = changed_at - interval '8 days' WHERE issue_number = $1 AND repository_id = $2`,
      [number, system.github.repository(name).id],
    );
    await system.sweep();
    expect(await row(name, number)).toMatchObject({ status: 'ARCHIVED' });
    expect(system.github.repository(name).issues.get(number)?.state).toBe('closed');
    expect(said(name, number)).toContain('nobody changed it for 8 days');
  });

  test('scores every idea again when the rules change, and takes old labels off', async () => {
    const name = await team('rules');
    const number = await opened(name, { impact: 'Medium', effort: '3 weeks' });
    expect(labels(name, number)).toEqual(['idea', 'idea-review']);
    const rules =
      'version: 1\nbands: {approved: 5, review: 3}\nlabels: {approved: go, review: hm, needsWork: nope}\n';
    system.github.commitFile(name, { path: '.clos/ideas.yml', content: rules });
    await system.settle();
    expect(labels(name, number)).toEqual(['idea', 'go']);
    expect(await row(name, number)).toMatchObject({ status: 'APPROVED' });
  });
});

describe('likely duplicates', () => {
  test('are named with links, of the same repository by title and of private others not at all', async () => {
    const name = await team('twins');
    const other = await team('twins-elsewhere', {}, true);
    const problem = 'Accountants wait for the monthly invoice export because the ledger download times out.';
    const far = await opened(other, { title: 'Invoice export of the ledger times out', problem });
    const near = await opened(name, { title: 'Monthly invoice export times out for accountants', problem });
    const number = await opened(name, {
      title: 'Invoice export of the ledger times out for accountants',
      problem,
    });
    expect(said(name, number)).toContain('Perhaps the same as');
    expect(said(name, number)).toContain(`/issues/${near})`);
    expect(said(name, number)).not.toContain(`twins-elsewhere`);
    expect(far).toBeGreaterThan(0);
  });
});
