// How GitHub is asked which files one head changes: bound to the commit, with one request where GitHub shows them all in one.

import { expect, test } from '@jest/globals';
import { createGitHub } from '../../src/adapters/github/github.ts';
import type { Fault } from '../../src/core/faults.ts';
import type { PullNumber, Sha } from '../../src/core/ids.ts';
import { type Story, tell } from '../github/testing.ts';
import { AT, gateway, SHOP, tenant } from './gate-helpers.ts';

const files = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`src/${i}.ts`, `${i}\n`]));

function ask(story: Story, more: { headSha?: string; baseRef?: string } = {}) {
  const headSha = (more.headSha ?? story.github.pull(SHOP, 1).head.sha) as Sha;
  const asked = { number: 1 as PullNumber, headSha, baseRef: more.baseRef ?? 'main' };
  return createGitHub(gateway(story)).pulls.files(tenant(story), AT, asked);
}

const requests = ({ github }: Story): string[] =>
  github.requests
    .filter(({ kind }) => kind !== 'auth')
    .map(({ operation }) => String(operation).replace('-with-basehead', ''));

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no fault',
    (error: Fault) => `${error.kind}: ${error.code}`,
  );

test('A2 up to 299 files are one request, bound to the commit', () =>
  tell({}, async (story) => {
    story.github.openPull(SHOP, { files: { ...files(298), 'README.md': null } });
    story.github.resetRequests();
    expect(await ask(story)).toHaveLength(299);
    expect(requests(story)).toEqual(['repos/compare-commits']);
  }));

test('A2 a head that is gone again is listed as it was, whatever stands there now', () =>
  tell({}, async (story) => {
    const { github } = story;
    github.openPull(SHOP, { files: { 'pay/a.ts': '1' } });
    const headSha = github.pull(SHOP, 1).head.sha;
    github.forcePush(SHOP, 1, { files: { 'docs/a.md': '1' } });
    expect(await ask(story, { headSha })).toEqual(['pay/a.ts']);
    expect(await ask(story)).toEqual(['docs/a.md']);
  }));

test('A2 more than a comparison shows are listed, and taken if the same head stood there before and after', () =>
  tell({}, async (story) => {
    story.github.openPull(SHOP, { fork: 'eve', files: files(301) });
    story.github.resetRequests();
    expect(await ask(story)).toHaveLength(301);
    expect(requests(story)).toEqual([
      'repos/compare-commits',
      'pulls/get',
      ...Array(4).fill('pulls/list-files'),
      'pulls/get',
    ]);
  }));

test('A2 a page of another head is refused although the same head stands there before and after, and as many files', () =>
  tell({}, async (story) => {
    const { github } = story;
    github.openPull(SHOP, { files: files(301) });
    const { sha } = github.pull(SHOP, 1).head;
    const other = Object.fromEntries(Object.keys(files(301)).map((path) => [`docs/${path}`, '1']));
    github.misbehave.around('pulls/list-files', {
      before: () => void github.forcePush(SHOP, 1, { files: other }),
      after: () => github.restoreHead(SHOP, 1, sha),
    });
    expect(await codeOf(ask(story))).toBe('transient: github-moved');
    expect(await ask(story)).toHaveLength(301);
  }));

test('A2 a head that GitHub no longer shows is not listed by what it shows instead', () =>
  tell({}, async (story) => {
    const { github } = story;
    github.openPull(SHOP, { files: files(301) });
    const { sha: headSha } = github.pull(SHOP, 1).head;
    github.push(SHOP, 1);
    expect(await codeOf(ask(story, { headSha }))).toBe('transient: github-moved');
  }));

test('A2 without the right to read code the list of the pull request is taken', () =>
  tell({ permissions: { pull_requests: 'read' } }, async (story) => {
    story.github.openPull(SHOP, { files: files(2) });
    expect(await ask(story)).toHaveLength(2);
  }));
