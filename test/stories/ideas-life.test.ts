// What becomes of ideas as time goes on: their issues are closed and moved, events get lost, nobody touches them, the rules change.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Ideas, openIdea, startIdeas } from '../support/idea.ts';

let story: Ideas;

beforeAll(async () => {
  story = await startIdeas();
});

afterAll(async () => {
  story.system.github.assertHonest();
  await story.system.stop();
});

describe('what becomes of its issue', () => {
  test('closed it rests, reopened it goes on, and a promoted one stays a project', async () => {
    const name = await story.team('closing');
    const number = await story.opened(name);
    story.system.github.closeIssue(name, number, 'completed');
    await story.system.settle();
    expect(await story.row(name, number)).toMatchObject({ status: 'ARCHIVED' });
    expect(story.said(name, number)).toContain('its issue was closed as completed');
    story.system.github.reopenIssue(name, number);
    await story.system.settle();
    await story.say(name, number, 'maintain', '/clos promote');
    story.system.github.closeIssue(name, number, 'completed');
    await story.system.settle();
    expect(await story.row(name, number)).toMatchObject({ status: 'PROMOTED' });
  });

  test('T-31 transferred, deleted or made a discussion it is archived, and no longer written to', async () => {
    const name = await story.team('leaving');
    const target = await story.team('arriving');
    const [moved, deleted, talked] = [
      await story.opened(name),
      await story.opened(name, { title: 'Two' }),
      await story.opened(name, { title: 'Three' }),
    ];
    const there = story.system.github.transferIssue(name, moved, target);
    story.system.github.deleteIssue(name, deleted);
    story.system.github.convertIssueToDiscussion(name, talked);
    await story.system.settle();
    await story.system.sweep();
    expect(await story.row(name, moved)).toMatchObject({ status: 'ARCHIVED', gone: true });
    expect(await story.row(name, deleted)).toMatchObject({ status: 'ARCHIVED', gone: true });
    expect(await story.row(name, talked)).toMatchObject({ status: 'ARCHIVED' });
    // It kept its label there only where the repository has one of that name.
    story.system.github.labelIssue(target, there.number, 'idea');
    await story.system.settle();
    expect(await story.row(target, there.number)).toMatchObject({ status: 'APPROVED', version: 1 });
  });

  test('without its label it is no idea any more; with it again it goes on where it was', async () => {
    const name = await story.team('unlabelled');
    const number = await story.opened(name);
    story.system.github.unlabelIssue(name, number, 'idea');
    await story.system.settle();
    expect(await story.row(name, number)).toMatchObject({ status: 'ARCHIVED', gone: true });
    expect(story.said(name, number)).toContain('Put the label `idea` back to take it up again.');
    expect(story.labels(name, number)).toEqual([]);
    await story.say(name, number, 'maintain', '/clos promote');
    expect(story.said(name, number)).toContain('`/clos promote`');
    story.system.github.labelIssue(name, number, 'idea');
    await story.system.settle();
    expect(await story.row(name, number)).toMatchObject({ status: 'APPROVED', gone: false, version: 1 });
  });
});

test('what was only observed is said once the mode is another, also where a command was answered meanwhile', async () => {
  const observing = 'version: 1\nmode: observe\n';
  const name = await story.team('only-observed', { '.clos/ideas.yml': observing });
  const number = await story.opened(name);
  await story.say(name, number, 'maintain', '/clos status');
  expect(story.said(name, number)).not.toContain('9.3 of 10: approved');
  story.system.github.commitFiles(name, { '.clos/ideas.yml': 'version: 1\nmode: enforce\n' });
  await story.system.settle();
  await story.system.sweep();
  expect(story.said(name, number)).toContain('9.3 of 10: approved');
});

describe('the sweep', () => {
  test('changes nothing when nothing changed: no second comment, no entry, no write', async () => {
    const name = await story.team('silence');
    const number = await story.opened(name);
    story.system.github.resetRequests();
    await story.system.sweep();
    await story.system.sweep();
    expect(
      story.system.github.requests.filter(({ method, path }) => method !== 'GET' && path.includes(name)),
    ).toEqual([]);
    expect(await story.actions(name, number)).toEqual(['submitted']);
  });

  test('hears of what was lost, and counts votes, of which GitHub tells nobody', async () => {
    const name = await story.team('lost', {
      '.clos/ideas.yml': 'version: 1\nscore: {formula: weights, weights: {votes: 1}, tens: {votes: 2}}\n',
    });
    story.system.github.misbehave.webhooks({ drop: 1 });
    const number = openIdea(story.system.github, {}, name);
    await story.system.settle();
    story.system.github.misbehave.clear();
    expect(await story.row(name, number)).toBeNull();
    await story.system.sweep();
    expect(await story.row(name, number)).toMatchObject({ score: 0 });
    for (const author of ['a', 'b'])
      story.system.github.reactToIssue(name, number, { author, content: '+1' });
    await story.system.sweep();
    expect(await story.row(name, number)).toMatchObject({ score: 10 });
    expect(story.said(name, number)).toContain('2 votes for and 0 against');
    expect(await story.actions(name, number)).toEqual(['submitted', 'scored']);
  });

  test('archives what nobody changed for as long as ideas.yml says', async () => {
    const name = await story.team('aged', { '.clos/ideas.yml': 'version: 1\npark: 7d\n' });
    const number = await story.opened(name, { impact: 'Low' });
    await story.system.query(
      `UPDATE ideas SET changed_at = changed_at - interval '8 days' WHERE issue_number = $1 AND repository_id = $2`,
      [number, story.system.github.repository(name).id],
    );
    await story.system.sweep();
    expect(await story.row(name, number)).toMatchObject({ status: 'ARCHIVED' });
    expect(story.system.github.repository(name).issues.get(number)?.state).toBe('closed');
    expect(story.said(name, number)).toContain('nobody changed it for 8 days');
  });

  test('scores every idea again when the rules change, and takes old labels off', async () => {
    const name = await story.team('rules');
    const number = await story.opened(name, { impact: 'Medium', effort: '3 weeks' });
    expect(story.labels(name, number)).toEqual(['idea', 'idea-review']);
    const rules =
      'version: 1\nbands: {approved: 5, review: 3}\nlabels: {approved: go, review: hm, needsWork: nope}\n';
    story.system.github.commitFile(name, { path: '.clos/ideas.yml', content: rules });
    await story.system.settle();
    expect(story.labels(name, number)).toEqual(['idea', 'go']);
    expect(await story.row(name, number)).toMatchObject({ status: 'APPROVED' });
  });
});

describe('the rules of ideas', () => {
  test('are the organisation’s underneath and the repository’s on top, and a change of either scores again', async () => {
    story.system.github.createRepository({
      owner: 'acme',
      name: '.github',
      files: { '.clos/ideas.yml': 'version: 1\nlabels: {approved: a, review: b, needsWork: c}\n' },
    });
    await story.system.settle();
    const name = await story.team('layers', {
      '.clos/ideas.yml': 'version: 1\nbands: {approved: 9.5, review: 6}\n',
    });
    const number = await story.opened(name);
    expect(story.labels(name, number)).toEqual(['idea', 'b']);
    story.system.github.commitFile('acme/.github', {
      path: '.clos/ideas.yml',
      content: 'version: 1\nlabels: {approved: x, review: y, needsWork: z}\n',
    });
    await story.system.settle();
    expect(story.labels(name, number)).toEqual(['idea', 'y']);
    story.system.github.commitFile('acme/.github', { path: '.clos/ideas.yml', content: 'version: 1\n' });
    await story.system.settle();
  });

  test('that break keep their last good version, and the pull request that breaks them is told the line', async () => {
    const name = await story.team('broken', {
      '.clos/ideas.yml': 'version: 1\nbands: {approved: 9.5, review: 6}\n',
    });
    const number = await story.opened(name);
    const broken = 'version: 1\nbands: {approved: 6, review: 8}\n';
    const pull = story.system.github.openPull(name, { author: 'ada', files: { '.clos/ideas.yml': broken } });
    await story.system.settle();
    const [run] = story.system.github
      .checkRuns(name, pull.head.sha)
      .filter((one) => one.name === 'clos/config');
    expect(run?.conclusion).toBe('failure');
    expect(run?.annotations).toMatchObject([{ path: '.clos/ideas.yml', start_line: 2 }]);
    story.system.github.commitFile(name, { path: '.clos/ideas.yml', content: broken });
    story.system.github.editIssue(name, number, { title: 'Another name' });
    await story.system.settle();
    expect(story.labels(name, number)).toEqual(['idea', 'idea-review']);
    expect(await story.row(name, number)).toMatchObject({ title: 'Another name' });
    expect(story.said(name, number)).toContain('Scored by the last good rules, as the newest are broken');
  });

  test('that never were good score nothing, and whoever writes an idea is told why', async () => {
    const name = await story.team('never-good', { '.clos/ideas.yml': 'version: 1\nmood: good\n' });
    const number = await story.opened(name);
    expect(await story.row(name, number)).toBeNull();
    expect(story.said(name, number)).toContain('The rules of ideas cannot be read');
    expect(story.said(name, number)).toContain('`.clos/ideas.yml:2`');
    story.system.github.commitFile(name, { path: '.clos/ideas.yml', content: 'version: 1\n' });
    await story.system.settle();
    expect(await story.row(name, number)).toMatchObject({ status: 'APPROVED' });
  });

  test('that only observe keep ideas and write nothing, but answer', async () => {
    const name = await story.team('observed', { '.clos/ideas.yml': 'version: 1\nmode: observe\npark: 7d\n' });
    const number = await story.opened(name);
    expect(await story.row(name, number)).toMatchObject({ status: 'APPROVED' });
    expect([story.said(name, number), story.labels(name, number)]).toEqual(['', ['idea']]);
    await story.say(name, number, 'read', '/clos status');
    expect(story.said(name, number)).toContain('**APPROVED**, 9.3 of 10');
  });
});
