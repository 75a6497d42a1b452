// The files of `.clos/` as gates read them: what is no plain file of readable size is shown with its kind and without a text.

import { expect, test } from '@jest/globals';
import type { Sha } from '../../src/core/ids.ts';
import { tell } from '../github/testing.ts';
import { AT, gateReader, known, look, SHOP, tenant } from './gate-helpers.ts';

const PROJECT = 'name: Shop\nstage: DISCOVERY\n';
const COMMIT = '1234567890123456789012345678901234567890';

test('one request tells the files at the head and at the base', () =>
  tell({}, async (story) => {
    const { github } = story;
    github.commitFiles(SHOP, { '.clos/project.yml': PROJECT });
    github.openPull(SHOP, { files: { '.clos/evidence.yml': 'customerInterviews: 5\n' } });
    github.resetRequests();
    const found = await look(story, { subject: 'README.md' });
    const file = (path: string, text: string) =>
      expect.objectContaining({ path, kind: 'file', bytes: text.length, text });
    const config = file('.clos/config.yml', 'version: 1\n');
    const project = file('.clos/project.yml', PROJECT);
    expect(github.requestCounts()).toMatchObject({ reads: 1, writes: 0 });
    expect(found).toEqual({
      pull: { state: 'open', headSha: github.pull(SHOP, 1).head.sha, baseRef: 'main', labels: [] },
      pushedAt: github.repository(SHOP).pushedAt,
      // The same as REST tells by another road.
      version: { kind: 'known', value: await gateReader(story).version(tenant(story), AT) },
      head: {
        kind: 'known',
        value: [config, file('.clos/evidence.yml', 'customerInterviews: 5\n'), project],
      },
      base: { kind: 'known', value: [config, project] },
      subject: expect.stringMatching(/^[0-9a-f]{40}$/),
      reviews: { kind: 'known', value: [] },
      checks: { kind: 'known', value: [] },
      teams: {},
    });
  }));

test.each([
  ['a link', '120000', '../secrets.yml', 'symlink', null],
  ['a submodule', '160000', COMMIT, 'submodule', null],
  ['an executable', '100755', 'a: 1\n', 'executable', 'a: 1\n'],
  ['a plain file', '100644', 'a: 1\n', 'file', 'a: 1\n'],
  ['a binary', '100644', 'a: 1\n\0', 'file', null],
  // Only its content tells; whoever judges evidence looks at that.
  [
    'a pointer of LFS',
    '100644',
    'version https://git-lfs.github.com/spec/v1\n',
    'file',
    'version https://git-lfs.github.com/spec/v1\n',
  ],
] as const)('T-13 evidence that is %s is shown as one', (_, mode, text, kind, shown) =>
  tell({}, async (story) => {
    story.github.openPull(SHOP, { files: { '.clos/evidence.yml': { text, mode } } });
    const { head, base } = await look(story);
    const entry = known(head).find(({ path }) => path === '.clos/evidence.yml');
    expect(entry).toMatchObject({ kind, text: shown });
    expect(known(base).map(({ path }) => path)).toEqual(['.clos/config.yml']);
  }),
);

test('T-13 a folder that is a link or a submodule is not entered', () =>
  tell({}, async (story) => {
    story.github.commitFiles(SHOP, { 'elsewhere/shop.yml': PROJECT });
    story.github.openPull(SHOP, {
      files: {
        '.clos/projects': { text: '../elsewhere', mode: '120000' },
        '.clos/evidence': { text: COMMIT, mode: '160000' },
      },
    });
    const found = known((await look(story)).head).map(({ path, kind, text }) => [path, kind, text]);
    expect(found).toEqual([
      ['.clos/config.yml', 'file', 'version: 1\n'],
      ['.clos/evidence', 'submodule', null],
      ['.clos/projects', 'symlink', null],
    ]);
  }));

test('T-13 `.clos` itself may be a link, and is not taken for a folder that is missing', () =>
  tell({}, async (story) => {
    story.github.openPull(SHOP, {
      files: { '.clos/config.yml': null, '.clos': { text: 'elsewhere', mode: '120000' } },
    });
    expect(known((await look(story)).head)).toMatchObject([{ path: '.clos', kind: 'other', text: null }]);
  }));

test('projects and evidence are read, further folders are named', () =>
  tell({}, async (story) => {
    story.github.openPull(SHOP, {
      files: {
        '.clos/projects/shop.yml': PROJECT,
        '.clos/projects/old/shop.yml': PROJECT,
        '.clos/evidence/shop.json': '{}',
        '.clos/ideas/one.yml': 'a: 1\n',
      },
    });
    const found = known((await look(story)).head).map(({ path, kind }) => [path, kind]);
    expect(found).toEqual([
      ['.clos/config.yml', 'file'],
      ['.clos/evidence', 'folder'],
      ['.clos/ideas', 'folder'],
      ['.clos/projects', 'folder'],
      ['.clos/projects/old', 'folder'],
      ['.clos/projects/shop.yml', 'file'],
      ['.clos/evidence/shop.json', 'file'],
    ]);
  }));

const KIB = 1024;
const MIB = KIB * KIB;

test.each([
  ['256 KiB', true, 256 * KIB],
  ['256 KiB and a byte', false, 256 * KIB + 1],
  ['600 KiB', false, 600 * KIB],
  ['1.0 MiB', false, MIB],
  ['1.1 MiB', false, Math.ceil(1.1 * MIB)],
  ['99 MiB', false, 99 * MIB],
  ['101 MiB', false, 101 * MIB],
])('T-15 evidence of %s is told with its size; it has a text: %s', (_, readable, bytes) =>
  tell({}, async (story) => {
    story.github.openPull(SHOP, { files: { '.clos/evidence.yml': '#'.repeat(bytes) } });
    const [, entry] = known((await look(story)).head);
    expect(entry).toMatchObject({ path: '.clos/evidence.yml', kind: 'file', bytes });
    expect(entry?.text?.length ?? null).toBe(readable ? bytes : null);
  }),
);

test('T-15 a text of more bytes than letters is measured in bytes', () =>
  tell({}, async (story) => {
    story.github.openPull(SHOP, { files: { '.clos/evidence.yml': 'é'.repeat(200 * KIB) } });
    expect(known((await look(story)).head)[1]).toMatchObject({ bytes: 400 * KIB, text: null });
  }));

test('T-16 ten thousand and one files of evidence are not read, and counted', () =>
  tell({}, async (story) => {
    const files = Array.from({ length: 10_001 }, (_, i) => [`.clos/evidence/${i}.yml`, 'a: 1\n'] as const);
    story.github.openPull(SHOP, { files: Object.fromEntries(files) });
    const { head, base } = await look(story);
    expect(head).toEqual({
      kind: 'unknown',
      because: '`.clos/evidence` holds 10001 files, and at most 1000 are read',
    });
    expect(base.kind).toBe('known');
  }));

test('T-16 files that are small one by one and large together are not read, and do not fill our memory', () =>
  tell({}, async (story) => {
    const text = '#'.repeat(256 * KIB);
    const files = Array.from({ length: 140 }, (_, i) => [`.clos/evidence/${i}.yml`, text] as const);
    story.github.openPull(SHOP, { files: Object.fromEntries(files) });
    const because = 'the files of `.clos` are too large to be read together (36 MiB)';
    expect((await look(story)).head).toEqual({ kind: 'unknown', because });
    const ref = story.github.pull(SHOP, 1).head.sha;
    const { files: found } = await gateReader(story).files(tenant(story), AT, ref);
    expect(found).toEqual({ kind: 'unknown', because });
  }));

test('without a folder there are no files; without the commit or the branch nothing is known', () =>
  tell({}, async (story) => {
    story.github.openPull(SHOP, { files: { '.clos/config.yml': null } });
    expect((await look(story)).head).toEqual({ kind: 'known', value: [] });
    const lost = await look(story, { headSha: COMMIT as Sha, baseRef: 'release' });
    expect(lost.head).toEqual({ kind: 'unknown', because: 'GitHub no longer has the commit' });
    expect(lost.base).toEqual({ kind: 'unknown', because: 'the base branch is gone' });
  }));

test('T-7 a subject is the tree of its path at the head: equal where the content is equal', () =>
  tell({}, async (story) => {
    const { github } = story;
    github.commitFiles(SHOP, { 'src/a.ts': 'a\n', 'src/b/c.ts': 'c\n' });
    github.openPull(SHOP, { files: { 'README.md': '# Shop, renamed\n' } });
    github.openPull(SHOP, { files: { 'src/a.ts': 'b\n' } });
    const at = async (number: number, subject: string) =>
      (await look(story, { headSha: github.pull(SHOP, number).head.sha as Sha, subject })).subject;
    const tree = await at(1, 'src');
    expect(tree).toMatch(/^[0-9a-f]{40}$/);
    expect(await at(1, './src/')).toBe(tree);
    expect(await at(2, 'src')).not.toBe(tree);
    expect(await at(1, '.')).not.toBe(await at(2, '.'));
    expect(await at(1, 'nowhere')).toBeNull();
  }));

test.each(['feature/"quoted"', "it's", 'a){id}', 'ünï'])('a base branch called %s is only a name', (branch) =>
  tell({}, async (story) => {
    story.github.commitFiles(SHOP, { '.clos/project.yml': PROJECT }, { branch });
    story.github.openPull(SHOP, { base: branch });
    expect(known((await look(story, { baseRef: branch })).base).map(({ path }) => path)).toEqual([
      '.clos/config.yml',
      '.clos/project.yml',
    ]);
  }),
);

test('files are read at the default branch, a branch or a commit', () =>
  tell({}, async (story) => {
    const first = story.github.repository(SHOP).branches.get('main') ?? '';
    story.github.commitFiles(SHOP, { '.clos/project.yml': PROJECT });
    story.github.commitFiles(SHOP, { '.clos/gates.yml': 'version: 1\n' }, { branch: 'next' });
    const at = async (ref: string | null) => {
      const { files: found } = await gateReader(story).files(tenant(story), AT, ref);
      return found.kind === 'known' ? found.value.map(({ path }) => path.slice('.clos/'.length)) : found;
    };
    expect(await at(null)).toEqual(['config.yml', 'project.yml']);
    expect(await at('main')).toEqual(['config.yml', 'project.yml']);
    expect(await at('next')).toEqual(['config.yml', 'gates.yml', 'project.yml']);
    expect(await at(first)).toEqual(['config.yml']);
    expect(await at('nothing')).toEqual({ kind: 'unknown', because: 'GitHub has no `nothing`' });
  }));

test('the version changes with anything below `.clos/`, and asking again costs nothing', () =>
  tell({}, async (story) => {
    const { github } = story;
    const reader = gateReader(story);
    const version = () => reader.version(tenant(story), AT);
    const first = await version();
    github.resetRequests();
    expect(await version()).toBe(first);
    github.commitFiles(SHOP, { 'src/a.ts': 'a\n' });
    expect(await version()).toBe(first);
    expect(github.requests.map(({ status }) => status)).toEqual([304, 304]);
    github.commitFiles(SHOP, { '.clos/projects/shop.yml': PROJECT });
    const second = await version();
    github.commitFiles(SHOP, { '.clos/projects/shop.yml': `${PROJECT}# again\n` });
    const third = await version();
    expect(new Set([first, second, third]).size).toBe(3);
    github.commitFiles(SHOP, { '.clos/projects/shop.yml': null, '.clos/config.yml': null });
    expect(await version()).toBeNull();
  }));
