// The idea ledger as its users meet it: an issue from the form is read, scored, answered, kept, and becomes a project.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  entries,
  type Ideas,
  ideaBody,
  ideaCommentCount,
  openIdea,
  optionOf,
  ROLES,
  STARTER_FORM,
  startIdeas,
} from '../support/idea.ts';
import { gate, gateText } from '../support/project.ts';
import { reactions } from '../support/talk.ts';

let story: Ideas;

beforeAll(async () => {
  story = await startIdeas();
});

afterAll(async () => {
  story.system.github.assertHonest();
  await story.system.stop();
});

describe('an idea that is written', () => {
  test('is scored, labelled and answered in one comment', async () => {
    const name = await story.team('written');
    const number = await story.opened(name);
    expect(story.labels(name, number)).toEqual(['idea', 'idea-approved']);
    expect(ideaCommentCount(story.system.github, number, name)).toBe(1);
    expect(story.said(name, number)).toContain('✅ 9.3 of 10: approved');
    expect(await story.row(name, number)).toMatchObject({ status: 'APPROVED', score: 9.3, version: 1 });
    expect(await entries(story.system, name, number)).toMatchObject([
      { action: 'submitted', actor: 'octocat', before: null, after: { status: 'APPROVED', score: 9.3 } },
    ]);
  });

  test('costs one read and at most three writes, and its own echoes cost nothing', async () => {
    const name = await story.team('requests');
    // The rules are known from an earlier one.
    await story.opened(name);
    story.system.github.resetRequests();
    await story.opened(name, { title: 'Export to a spreadsheet', problem: 'Reports are typed by hand.' });
    const { reads, writes } = story.system.github.requestCounts();
    expect({ reads, writes: writes <= 3 }).toEqual({ reads: 1, writes: true });
  });

  test('with something missing says what, stays PENDING, and is read again on edit (T-31)', async () => {
    const name = await story.team('missing');
    const number = await story.opened(name, { impact: '', effort: 'a while' });
    expect(await story.row(name, number)).toMatchObject({ status: 'PENDING' });
    expect(story.said(name, number)).toContain('📝 Not complete yet');
    expect(story.said(name, number)).toMatch(
      /`Expected Impact` \| required \| Nothing stands below its heading/,
    );
    expect(story.said(name, number)).toMatch(
      /`Estimated Effort` \| required \| It begins neither with a number/,
    );
    story.system.github.editIssue(name, number, { body: ideaBody({ impact: 'Medium', effort: '3 weeks' }) });
    await story.system.settle();
    expect(await story.row(name, number)).toMatchObject({ status: 'EVALUATING', version: 2 });
    expect(story.labels(name, number)).toEqual(['idea', 'idea-review']);
    expect(ideaCommentCount(story.system.github, number, name)).toBe(1);
    const [first, second] = await entries(story.system, name, number);
    expect([first?.action, second?.action]).toEqual(['submitted', 'edited']);
    expect(second?.before).toMatchObject({ fields: { impact: null } });
    expect(second?.after).toMatchObject({ fields: { impact: 'Medium' } });
  });

  test('edited many times in a burst is looked at by few cycles, and ends with the last text', async () => {
    const name = await story.team('burst');
    const number = openIdea(story.system.github, {}, name);
    for (let i = 1; i <= 20; i += 1)
      story.system.github.editIssue(name, number, { title: `Version ${i} of the wish` });
    await story.system.settle();
    const gets = story.system.github.requests.filter(
      ({ method, path }) => method === 'GET' && path.endsWith(`/${name}/issues/${number}`),
    );
    expect(gets.length).toBeLessThan(10);
    expect((await story.row(name, number))?.title).toBe('Version 20 of the wish');
  });

  test('T-32 opened without the form gets a friendly comment and no row', async () => {
    const name = await story.team('formless');
    const number = await story.opened(name, { body: 'It would be nice to have more colours.' });
    expect(await story.row(name, number)).toBeNull();
    expect(ideaCommentCount(story.system.github, number, name)).toBe(1);
    expect(story.said(name, number)).toContain('This cannot be read as an idea yet');
    expect(story.labels(name, number)).toEqual(['idea']);
    story.system.github.editIssue(name, number, { body: ideaBody() });
    await story.system.settle();
    expect(await story.row(name, number)).toMatchObject({ status: 'APPROVED' });
    expect(ideaCommentCount(story.system.github, number, name)).toBe(1);
  });

  test('an issue without the label is nobody’s business', async () => {
    const name = await story.team('plain');
    const { number } = story.system.github.openIssue(name, { title: 'A fault', body: ideaBody() });
    await story.system.settle();
    expect(ideaCommentCount(story.system.github, number, name)).toBe(0);
    expect(await story.row(name, number)).toBeNull();
  });

  // Of a form's labels GitHub sets those that the repository has, and is silent about the others: an idea would be lost.
  describe('by a form whose label the repository does not have', () => {
    const FILES = { '.github/ISSUE_TEMPLATE/idea.yml': STARTER_FORM };
    const byForm = (body = ideaBody({ impact: optionOf('High'), effort: optionOf('Days') })) =>
      ({ title: 'Pay by invoice', body, labels: ['idea'], byForm: true }) as const;

    test('gets it, though it is the first that we hear of it', async () => {
      const name = await story.team('label-late', FILES);
      const { github } = story.system;
      const { number } = github.openIssue(name, byForm());
      await story.system.settle();
      expect(await story.row(name, number)).toMatchObject({ status: 'APPROVED' });
      const other = github.openIssue(name, byForm()).number;
      await story.system.settle();
      expect(await story.row(name, other)).toMatchObject({ status: 'APPROVED' });
    });

    test('has it already, when the form came by a push', async () => {
      const name = await story.team('label-early');
      const { github } = story.system;
      github.commitFiles(name, FILES);
      await story.system.settle();
      expect([...github.repository(name).labels.keys()]).toEqual(['idea']);
      const { number } = github.openIssue(name, byForm());
      await story.system.settle();
      expect(await story.row(name, number)).toMatchObject({ status: 'APPROVED' });
    });

    test('is left alone where only some of its headings stand, or where a team observes', async () => {
      const [name, quiet] = [
        await story.team('label-other', FILES),
        await story.team('label-observed', { ...FILES, '.clos/ideas.yml': 'version: 1\nmode: observe\n' }),
      ];
      const { github } = story.system;
      const fault = github.openIssue(name, byForm('### Evidence\n\nIt is slow.')).number;
      const unseen = github.openIssue(quiet, byForm()).number;
      await story.system.settle();
      expect(story.labels(name, fault)).toEqual([]);
      expect(story.labels(quiet, unseen)).toEqual([]);
      expect(github.repository(quiet).labels.size).toBe(0);
    });
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
    const name = await story.team('own-form', { '.github/ISSUE_TEMPLATE/idea.yml': form });
    const body =
      '### What hurts\n\nWaiting.\n\n### What would help\n\nA queue.\n\n### How much\n\nHigh, for many, daily\n\n### How long\n\nDays\n';
    const number = await story.opened(name, { body });
    expect(await story.row(name, number)).toMatchObject({ status: 'EVALUATING' });
    expect(story.said(name, number)).toContain('`High, for many, daily` | 8 of 10');
  });

  test('T-105 with secrets in it keeps none of them, anywhere', async () => {
    const name = await story.team('secrets');
    const token = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
    const number = await story.opened(name, {
      title: `Use ${token}`,
      problem: `The key is ${token} and postgres://admin:hunter2secret@db.internal/prod`,
    });
    await story.say(name, number, 'triage', `/clos archive leaked ${token}`);
    expect(story.said(name, number)).toContain('What looks like a secret was left out');
    const tables = await story.system.query<{ name: string }>(
      `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'graphile_worker')`,
    );
    for (const table of tables) {
      const rows = await story.system.query<{ found: string }>(
        `SELECT t::text AS found FROM ${table.name} t WHERE t::text ~ 'a1B2c3D4e5F6|hunter2secret'`,
      );
      expect({ table: table.name, rows }).toEqual({ table: table.name, rows: [] });
    }
    const bodies = await story.system.query<{ guid: string }>(
      `SELECT guid FROM deliveries WHERE position('a1B2c3D4e5F6'::bytea IN body) > 0 OR position('hunter2secret'::bytea IN body) > 0`,
    );
    expect(bodies).toEqual([]);
    const shown = [
      ...(story.system.github.repository(name).issues.get(number)?.comments.values() ?? []),
    ].filter(({ byApp }) => byApp);
    expect(shown.map(({ body }) => body).join()).not.toMatch(/a1B2c3D4e5F6|hunter2secret/);
  });
});

describe('what people say of an idea', () => {
  test('a maintainer promotes it: a project, its Discovery issue, and links both ways, once', async () => {
    const name = await story.team('promoted');
    const number = await story.opened(name, { title: '[Idea]: Pay by invoice' });
    expect(reactions(await story.say(name, number, 'maintain', '/clos promote'))).toBe('+1');
    await story.say(name, number, 'maintain', '/clos promote');
    const issues = [...story.system.github.repository(name).issues.values()];
    const discovery = issues.filter(({ title }) => title === 'Discovery: Pay by invoice');
    expect(discovery).toHaveLength(1);
    expect(discovery[0]?.labels.map((label) => label.name)).toEqual(['discovery', 'pod:checkout']);
    expect(discovery[0]?.body).toContain(`/issues/${number}`);
    expect(story.said(name, number)).toContain(`/issues/${discovery[0]?.number}`);
    expect(await story.row(name, number)).toMatchObject({ status: 'PROMOTED' });
    expect(await story.actions(name, number)).toEqual(['submitted', 'promoted']);
    const projects = await story.system.query(
      `SELECT slug, stage, pod, present FROM projects JOIN repositories r USING (repository_id) WHERE r.name = 'promoted'`,
    );
    expect(projects).toEqual([
      { slug: 'pay-by-invoice', stage: 'DISCOVERY', pod: 'checkout', present: false },
    ]);
  });

  test('below the review band it is promoted only by an override, with its reason on record', async () => {
    const name = await story.team('override');
    const number = await story.opened(name, { impact: 'Low', effort: 'Quarters', evidence: '' });
    expect(story.labels(name, number)).toEqual(['idea', 'idea-needs-work']);
    expect(reactions(await story.say(name, number, 'maintain', '/clos promote'))).toBe('confused');
    expect(story.said(name, number)).toContain('/clos promote override because <reason>');
    expect(
      reactions(
        await story.say(name, number, 'maintain', '/clos promote override because a customer pays for it'),
      ),
    ).toBe('+1');
    expect(await entries(story.system, name, number)).toMatchObject([
      {},
      { action: 'promoted', reason: 'a customer pays for it' },
    ]);
  });

  test('sets a score that counts instead of the form’s', async () => {
    const name = await story.team('scored');
    const number = await story.opened(name, { impact: 'Low' });
    expect(reactions(await story.say(name, number, 'write', '/clos score impact 9'))).toBe('+1');
    expect(story.said(name, number)).toMatch(/Impact \| set by `write` \| 9 of 10/);
    expect(story.labels(name, number)).toEqual(['idea', 'idea-approved']);
    expect(await story.actions(name, number)).toEqual(['submitted', 'overridden']);
    expect(reactions(await story.say(name, number, 'write', '/clos score beauty 9'))).toBe('confused');
    expect(story.said(name, number)).toContain('say which of impact, effort, reach and confidence');
  });

  test('archives it with a reason; reopening takes it up again', async () => {
    const name = await story.team('archived');
    const number = await story.opened(name);
    expect(reactions(await story.say(name, number, 'octocat', '/clos archive next year'))).toBe('+1');
    const issue = () => story.system.github.repository(name).issues.get(number);
    expect(issue()).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    expect(story.labels(name, number)).toEqual(['idea']);
    expect(story.said(name, number)).toContain('It rests: `next year` (`octocat`)');
    story.system.github.reopenIssue(name, number);
    await story.system.settle();
    expect(await story.row(name, number)).toMatchObject({ status: 'APPROVED' });
    expect(story.labels(name, number)).toEqual(['idea', 'idea-approved']);
    expect(await story.actions(name, number)).toEqual(['submitted', 'archived', 'revived']);
  });

  test.each([
    ['promote', 'maintain'],
    ['score impact 3', 'write'],
    ['archive enough', 'triage'],
    ['status', 'read'],
  ] as const)('T-27 /clos %s is for those with the role %s or more', async (command, least) => {
    const name = await story.team(`roles-${command.split(' ')[0]}`);
    const number = await story.opened(name, { author: 'somebody' });
    for (const role of ROLES.slice(0, ROLES.indexOf(least))) {
      const reaction = reactions(await story.say(name, number, role, `/clos ${command}`));
      expect([role, reaction]).toEqual([role, least === 'read' ? '' : '-1']);
    }
    expect(await story.actions(name, number)).toEqual(['submitted']);
    const reaction = reactions(await story.say(name, number, least, `/clos ${command}`));
    expect(reaction).toBe(least === 'read' ? 'eyes' : '+1');
  });

  test('T-28 T-29 edited comments, quotes, code and bots command nothing', async () => {
    const name = await story.team('unheard');
    const number = await story.opened(name);
    for (const body of [
      '> /clos promote',
      '```\n/clos promote\n```',
      '<!-- /clos promote -->',
      'so: /clos promote',
    ])
      await story.say(name, number, 'maintain', body);
    const comment = await story.say(name, number, 'maintain', 'nothing');
    story.system.github.editComment(comment, '/clos promote');
    await story.system.settle();
    expect(await story.actions(name, number)).toEqual(['submitted']);
  });

  test('T-30 a band’s label set by hand grants nothing and is taken off', async () => {
    const name = await story.team('by-hand');
    const number = await story.opened(name, { impact: 'Low', effort: 'Quarters', evidence: '' });
    story.system.github.labelIssue(name, number, 'idea-approved', { as: 'triage' });
    story.system.github.labelIssue(name, number, 'good first issue', { as: 'triage' });
    await story.system.settle();
    expect(story.labels(name, number)).toEqual(['idea', 'idea-needs-work', 'good first issue']);
    expect(await story.row(name, number)).toMatchObject({ status: 'EVALUATING' });
  });
});

describe('the gate of IDEA', () => {
  const file = (stage: string, idea: number) => `version: 1\nname: Shop\nstage: ${stage}\nidea: ${idea}\n`;

  test('opens by the score of the idea that the project names, as soon as that is enough', async () => {
    const name = await story.team('idea-gate', { '.clos/project.yml': file('IDEA', 1) });
    const number = await story.opened(name, { impact: 'Low', effort: 'Quarters', evidence: '' });
    expect(number).toBe(1);
    const pull = story.system.github.openPull(name, {
      author: 'ada',
      files: { '.clos/project.yml': file('DISCOVERY', 1) },
    }).number;
    await story.system.settle();
    expect(gate(story.system.github, name, pull)).toBe('failure');
    expect(gateText(story.system.github, name, pull)).toContain('The idea does not score high enough');
    await story.say(name, number, 'maintain', '/clos score impact 10');
    await story.say(name, number, 'maintain', '/clos score effort 1');
    expect(gate(story.system.github, name, pull)).toBe('success');
    const lost = story.system.github.openPull(name, {
      author: 'ada',
      files: { '.clos/project.yml': file('DISCOVERY', 99) },
    }).number;
    await story.system.settle();
    expect(gate(story.system.github, name, lost)).toBe('failure');
    expect(gateText(story.system.github, name, lost)).toContain('There is no such idea in this repository');
  });
});

describe('likely duplicates', () => {
  test('are named with links, of the same repository by title and of private others not at all', async () => {
    const name = await story.team('twins');
    const other = await story.team('twins-elsewhere', {}, true);
    const problem = 'Accountants wait for the monthly invoice export because the ledger download times out.';
    const far = await story.opened(other, { title: 'Invoice export of the ledger times out', problem });
    const near = await story.opened(name, {
      title: 'Monthly invoice export times out for accountants',
      problem,
    });
    const number = await story.opened(name, {
      title: 'Invoice export of the ledger times out for accountants',
      problem,
    });
    expect(story.said(name, number)).toContain('Perhaps the same as');
    expect(story.said(name, number)).toContain(`/issues/${near})`);
    expect(story.said(name, number)).not.toContain(`twins-elsewhere`);
    expect(far).toBeGreaterThan(0);
  });

  test('B10: with `across` a private repository names one of another private one, and a public one never does', async () => {
    const across = { '.clos/ideas.yml': 'version: 1\nduplicates: { across: true }\n' };
    const vault = await story.team('across-vault', across, true);
    const cellar = await story.team('across-cellar', across, true);
    const square = await story.team('across-square', across);
    const same = {
      title: 'Search by voice in the warehouse scanner app',
      problem: 'Pickers wear gloves and the scanner keyboard misses half of the letters.',
    };
    const hidden = await story.opened(vault, same);
    const named = await story.opened(cellar, same);
    expect(story.said(cellar, named)).toContain(`across-vault#${hidden}`);
    const number = await story.opened(square, same);
    expect(story.said(square, number)).not.toMatch(/across-vault|across-cellar|Perhaps/);
    story.system.github.publicizeRepository(vault);
    await story.system.settle();
    expect(story.said(square, number)).toContain(`across-vault#${hidden}`);
    story.system.github.privatizeRepository(vault);
    await story.system.settle();
    expect(story.said(square, number)).not.toMatch(/across-vault|Perhaps/);
  });
});
