// `clos` as people get it: packed by npm, below `node_modules`, where Node itself would not run TypeScript.

import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { folder, repository } from './support.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

let home = '';
let packed: readonly string[] = [];

interface Failed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As the shell of somebody who has none of our variables. */
async function installed(program: string, cwd: string, ...argv: string[]): Promise<Failed> {
  const env = { PATH: process.env.PATH };
  const file = join(home, 'node_modules', program);
  try {
    return { code: 0, ...(await run(process.execPath, [file, ...argv], { cwd, env })) };
  } catch (error) {
    return error as Failed;
  }
}

beforeAll(async () => {
  home = folder();
  mkdirSync(join(home, 'node_modules/.bin'), { recursive: true });
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], {
    cwd: root,
  });
  const [{ filename, files }] = JSON.parse(stdout);
  packed = files.map(({ path }: { path: string }) => path);
  execFileSync('tar', ['-xzf', join(home, filename), '-C', join(home, 'node_modules')]);
  renameSync(join(home, 'node_modules/package'), join(home, 'node_modules/clos'));
  // Its dependencies are those of this repository.
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules/clos/node_modules'));
  symlinkSync('../clos/bin/clos.js', join(home, 'node_modules/.bin/clos'));
});

describe('the installed command', () => {
  test('is what package.json names, and the package holds no tests', () => {
    const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(bin).toEqual({ clos: 'bin/clos.js' });
    expect(packed).toEqual(
      expect.arrayContaining(['bin/clos.js', 'src/clos.ts', 'src/cli/starter/gates.yml']),
    );
    expect(packed.filter((path) => /^(test|docs|node_modules|\.)/.test(path))).toEqual([]);
  });

  test('writes, validates and checks in an empty git repository, without a word on stderr', async () => {
    const path = repository();
    expect(await installed('.bin/clos', path, 'init')).toMatchObject({ code: 0, stderr: '' });
    expect(await installed('.bin/clos', path, 'validate')).toMatchObject({ code: 0, stderr: '' });
    const check = await installed('.bin/clos', path, 'gate', 'check');
    expect(check).toMatchObject({ code: 1, stderr: '' });
    expect(check.stdout).toContain('Need more customer validation');
  });

  test('needs no settings, no database and no network for that', async () => {
    const { code, stdout } = await installed('.bin/clos', folder(), '--help');
    expect([code, stdout]).toEqual([0, expect.stringContaining('gate')]);
  });

  test('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await installed('.bin/clos', folder(), '--version')).toMatchObject({
      code: 0,
      stdout: `${version}\n`,
    });
  });

  test('the control: Node alone refuses the TypeScript of a package', async () => {
    const { code, stderr } = await installed('clos/src/clos.ts', folder(), '--help');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING'),
    ]);
  });
});
