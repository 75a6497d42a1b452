// A working tree is read as git would record it, and nothing in it leads out of it.

import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readTree, rootOf } from '../../src/cli/work-tree.ts';
import { folder, git, repository, write } from './support.ts';

const KINDS: Readonly<Record<string, string>> = {
  '040000': 'folder',
  '100644': 'file',
  '100755': 'executable',
  '120000': 'symlink',
};

describe('readTree', () => {
  test('tells the kinds and ids that git tells', () => {
    const path = repository({
      '.clos/project.yml': 'version: 1\n',
      '.clos/empty.yml': '',
      '.clos/a/x.yml': 'x',
      '.clos/a.b': 'sorted before a/',
      '.clos/a-b': 'sorted before a.b',
      '.clos/é/ü.yml': 'ünïcode\r\n',
      '.clos/run.sh': '#!/bin/sh\n',
    });
    chmodSync(join(path, '.clos/run.sh'), 0o755);
    symlinkSync('project.yml', join(path, '.clos/link.yml'));
    git(path, '-c', 'core.autocrlf=false', 'add', '.');
    const listed = git(path, '-c', 'core.quotepath=off', 'ls-tree', '-r', '-t', git(path, 'write-tree'));
    const wanted = listed
      .split('\n')
      .map((line) => line.split(/\s+/))
      .filter(([, , , name]) => name !== '.clos')
      .map(([mode = '', , sha, name]) => ({ path: name, kind: KINDS[mode], sha }));
    const found = readTree(path).map(({ path: name, kind, sha }) => ({ path: name, kind, sha }));
    expect(found).toEqual(wanted.toSorted((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1)));
  });

  test('T-13: a symbolic link, a submodule and a socket are told as what they are, and never opened', () => {
    const path = folder({
      '.clos/sub/.git': 'gitdir: elsewhere\n',
      '.clos/sub/evidence.yml': 'version: 1\n',
    });
    symlinkSync('/etc/passwd', join(path, '.clos/evidence.yml'));
    symlinkSync('/etc', join(path, '.clos/projects'));
    expect(readTree(path).map(({ path: name, kind, text }) => [name, kind, text])).toEqual([
      ['.clos/evidence.yml', 'symlink', null],
      ['.clos/projects', 'symlink', null],
      ['.clos/sub', 'submodule', null],
    ]);
  });

  test('T-13: a `.clos` that leads elsewhere is all there is', () => {
    const path = folder();
    symlinkSync('/etc', join(path, '.clos'));
    expect(readTree(path)).toMatchObject([{ path: '.clos', kind: 'symlink', text: null }]);
  });

  test('T-15: of what is too large only the size is told', () => {
    const path = folder({ '.clos/evidence.yml': 'a'.repeat(1024 * 1024 + 1) });
    expect(readTree(path)).toMatchObject([{ bytes: 1024 * 1024 + 1, text: null }]);
  });

  test('T-16: more files than anybody has are refused with the number, not read in part', () => {
    const files = Array.from({ length: 30 }, (_, index) => [`.clos/projects/p${index}.yml`, ''] as const);
    const path = folder(Object.fromEntries(files));
    expect(readTree(path)).toHaveLength(31);
    expect(() => readTree(path, 20)).toThrow(
      'There are more than 20 files under `.clos/`, so none are read.',
    );
  });

  test('is empty without the folder', () => expect(readTree(folder())).toEqual([]));
});

describe('rootOf', () => {
  test('is where the git repository begins, from anywhere inside', () => {
    const path = repository({ 'src/deep/file.ts': '' });
    expect(rootOf(join(path, 'src/deep'))).toEqual({ folder: path, git: true });
  });

  test('knows a worktree, whose `.git` is a file', () => {
    const path = folder({ '.git': 'gitdir: elsewhere\n' });
    expect(rootOf(path)).toEqual({ folder: path, git: true });
  });

  test('is the nearest folder with a `.clos/` outside of git, or else the folder itself', () => {
    const path = folder({ 'a/b/c.txt': '' });
    expect(rootOf(join(path, 'a/b'))).toEqual({ folder: join(path, 'a/b'), git: false });
    write(path, { 'a/.clos/project.yml': '' });
    expect(rootOf(join(path, 'a/b'))).toEqual({ folder: join(path, 'a'), git: false });
  });
});
