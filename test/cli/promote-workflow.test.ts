// The scripts of the starter workflows, run as they are written: with the real `clos` and git, and a `gh` that remembers what it was
// asked. The remote is a bare repository beside.

import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { STARTER_FILES } from '../../src/cli/starter/files.ts';
import { EVIDENCE, folder, git, PROJECT, write } from './support.ts';

const root = join(import.meta.dirname, '../..');

function script(path: string, job: string, step: string): string {
  const text = STARTER_FILES.find((file) => file.path === path)?.text('Checkout') ?? '';
  return parse(text).jobs[job].steps.find(({ name }: { name?: string }) => name === step).run;
}

const PROMOTES = ['.github/workflows/clos-promote.yml', 'promote'] as const;
const ASKS = script(...PROMOTES, 'Which gates are met');
const OPENS = script(...PROMOTES, 'One pull request for each');
const CHECKS = script('.github/workflows/clos.yml', 'clos', 'What the next stage still needs');

interface Machine {
  /** What the runner checked out. */
  readonly work: string;
  readonly remote: string;
  readonly home: string;
}

/** `npx --no clos …`: ours; whatever else is asked for is refused. */
const NPX = `#!/bin/sh
[ "$1 $2" = "--no clos" ] || exit 99
shift 2
exec "$NODE" "$CLOS" "$@"
`;

/** Pull requests are files: \`<branch>\` holds the state, as the filter would print it. */
const GH = `#!/bin/bash
[ "$GH_TOKEN" = token ] || exit 99
printf '%s\\n' "$*" >> "$HOME/gh.log"
mkdir -p "$HOME/pulls"
while [ $# -gt 0 ]; do
  case $1 in
    pr) what=$2; shift ;;
    --head) head=\${2//\\//+}; shift ;;
    --body-file) body=$2; shift ;;
  esac
  shift
done
case $what in
  list) cat "$HOME/pulls/$head" 2> "$HOME/none" || echo NONE ;;
  create) [ ! -e "$HOME/refuses" ] || exit 1; cat "$body" > "$HOME/body"; echo OPEN > "$HOME/pulls/$head" ;;
  *) exit 98 ;;
esac
`;

function machine(files: Readonly<Record<string, string>>): Machine {
  const home = folder({ 'bin/npx': NPX, 'bin/gh': GH, 'tmp/keep': '' });
  for (const name of ['npx', 'gh']) chmodSync(join(home, 'bin', name), 0o755);
  const remote = folder();
  git(remote, 'init', '--quiet', '--bare', '--initial-branch', 'trunk');
  const work = folder(files);
  git(work, 'init', '--quiet', '--initial-branch', 'trunk');
  git(work, 'remote', 'add', 'origin', remote);
  git(work, 'add', '.');
  git(work, 'commit', '--quiet', '--message', 'first');
  git(work, 'push', '--quiet', 'origin', 'trunk');
  return { work, remote, home };
}

interface Ran {
  readonly code: number | null;
  readonly out: string;
}

/** As GitHub runs it; nothing of our own environment gets in. */
function run({ work, home }: Machine, text: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', text], {
    cwd: work,
    env: {
      PATH: `${join(home, 'bin')}:${process.env.PATH}`,
      HOME: home,
      RUNNER_TEMP: join(home, 'tmp'),
      NODE: process.execPath,
      CLOS: join(root, 'src/clos.ts'),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...env,
    },
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out }));
  });
}

/** One run of the workflow, from a fresh checkout of the default branch. */
async function workflow(at: Machine): Promise<Ran> {
  git(at.work, 'switch', '--quiet', '--force', 'trunk');
  git(at.work, 'clean', '--quiet', '--force', '-d');
  await run(at, 'rm -rf "$RUNNER_TEMP/clos-promote"', {});
  const asked = await run(at, ASKS, {});
  if (asked.code !== 0) return asked;
  const env = { GH_TOKEN: 'token', GH_REPO: 'acme/shop', BASE: 'trunk' };
  const opened = await run(at, OPENS, env);
  return { code: opened.code, out: asked.out + opened.out };
}

const calls = ({ home }: Machine): string[] =>
  existsSync(join(home, 'gh.log')) ? readFileSync(join(home, 'gh.log'), 'utf8').trim().split('\n') : [];
const created = (at: Machine): string[] => calls(at).filter((call) => call.startsWith('pr create'));
const branches = ({ remote }: Machine): string[] =>
  git(remote, 'for-each-ref', '--format', '%(refname:short) %(objectname)').split('\n');

const MET = { '.clos/project.yml': PROJECT, '.clos/evidence.yml': EVIDENCE };
const BRANCH = 'clos/promote-project-PROTOTYPE';

/** The same in folders of its own. */
function copyOf({ work, remote, home }: Machine): Machine {
  const copy = { work: folder(), remote: folder(), home: folder() };
  cpSync(work, copy.work, { recursive: true });
  cpSync(remote, copy.remote, { recursive: true });
  cpSync(home, copy.home, { recursive: true });
  git(copy.work, 'remote', 'set-url', 'origin', copy.remote);
  return copy;
}

describe('the workflow that proposes promotions', () => {
  let first: Machine;
  let ended: Ran;

  // What comes after the first run starts from a copy of what it left.
  beforeAll(async () => {
    first = machine(MET);
    ended = await workflow(first);
  });

  test('pushes one commit that changes one line, and opens the pull request for it', () => {
    const at = first;
    expect(ended).toMatchObject({ code: 0 });
    expect(git(at.remote, 'log', '--format=%an|%s', BRANCH).split('\n')).toEqual([
      'github-actions[bot]|Promote project from DISCOVERY to PROTOTYPE',
      't|first',
    ]);
    const diff = git(at.remote, 'diff', '--unified=0', 'trunk', BRANCH).split('\n').slice(-2);
    expect(diff).toEqual(['-stage: DISCOVERY', '+stage: PROTOTYPE']);
    expect(git(at.remote, 'diff', '--name-only', 'trunk', BRANCH)).toBe('.clos/project.yml');
    expect(created(at)).toEqual([
      expect.stringMatching(
        `^pr create --base trunk --head ${BRANCH} --title Promote project from DISCOVERY to PROTOTYPE --body-file `,
      ),
    ]);
    expect(readFileSync(join(at.home, 'body'), 'utf8')).toContain('✓  At least 5 customer interviews  7');
    // A fork may call its branch the same, and `gh` takes no owner there.
    expect(calls(at)[0]).toContain(
      `pr list --head ${BRANCH} --state all --limit 100 --json state,isCrossRepository`,
    );
    expect(readdirSync(at.home)).not.toContain('.gitconfig');
  });

  test('a second run changes nothing while it is open', async () => {
    const at = copyOf(first);
    const before = branches(at);
    const again = await workflow(at);
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('is open already.')]);
    expect([branches(at), created(at).length]).toEqual([before, 1]);
  });

  test('does not come back while people who closed it keep its branch, and does when they delete it', async () => {
    const at = copyOf(first);
    write(at.home, { 'pulls/clos+promote-project-PROTOTYPE': 'CLOSED\n' });
    const closed = await workflow(at);
    expect([closed.code, closed.out]).toEqual([0, expect.stringContaining(`Delete the branch ${BRANCH}`)]);
    expect(created(at)).toHaveLength(1);
    git(at.remote, 'branch', '--delete', '--force', BRANCH);
    expect(await workflow(at)).toMatchObject({ code: 0 });
    expect(created(at)).toHaveLength(2);
  });

  test('fails where GitHub refuses the pull request, and the next run opens it on the newest commit', async () => {
    const at = machine(MET);
    write(at.home, { refuses: '' });
    expect((await workflow(at)).code).toBe(1);
    write(at.work, { 'more.txt': 'more' });
    git(at.work, 'switch', '--quiet', '--force', 'trunk');
    git(at.work, 'add', 'more.txt');
    git(at.work, 'commit', '--quiet', '--message', 'more');
    git(at.work, 'push', '--quiet', 'origin', 'trunk');
    await run(at, 'rm "$HOME/refuses"', {});
    expect(await workflow(at)).toMatchObject({ code: 0 });
    expect(git(at.remote, 'rev-parse', `${BRANCH}^`)).toBe(git(at.remote, 'rev-parse', 'trunk'));
  });

  test('gives each project a branch of its own, and no project the change of another', async () => {
    const at = machine({
      '.clos/projects/pay.yml': PROJECT,
      '.clos/evidence/pay.yml': EVIDENCE,
      '.clos/projects/ship.yml': PROJECT,
      '.clos/evidence/ship.yml': EVIDENCE,
      '.clos/projects/wait.yml': PROJECT,
    });
    expect(await workflow(at)).toMatchObject({ code: 0 });
    expect(created(at)).toHaveLength(2);
    for (const slug of ['pay', 'ship'])
      expect(git(at.remote, 'diff', '--name-only', 'trunk', `clos/promote-${slug}-PROTOTYPE`)).toBe(
        `.clos/projects/${slug}.yml`,
      );
    expect(branches(at)).toHaveLength(3);
  });

  test.each([
    ['nothing is ready', { '.clos/project.yml': PROJECT }],
    ['something cannot be evaluated', { ...MET, '.clos/gates.yml': 'version: 1\nextends: acme/rules\n' }],
  ])('asks GitHub nothing where %s', async (_when, files) => {
    const at = machine(files);
    expect(await workflow(at)).toMatchObject({ code: 0 });
    expect([calls(at), branches(at).length]).toEqual([[], 1]);
  });

  test('T-88: what stands in a file is never run', async () => {
    const name = '"$(touch \\"$HOME/ran\\") `touch ran`; touch ran"';
    const at = machine({ ...MET, '.clos/project.yml': PROJECT.replace('Checkout', name) });
    expect(await workflow(at)).toMatchObject({ code: 0 });
    expect([created(at).length, existsSync(join(at.home, 'ran')), existsSync(join(at.work, 'ran'))]).toEqual([
      1,
      false,
      false,
    ]);
  });
});

describe('a starter workflow goes by the exit code', () => {
  test.each<[string, string, readonly number[]]>([
    ['of clos gate promote', ASKS, [0, 3, 4]],
    ['of clos gate check', CHECKS, [0, 1, 3]],
  ])('%s', async (_what, text, fine) => {
    const home = folder({ 'bin/npx': '#!/bin/sh\nexit "$CODE"\n', 'tmp/keep': '' });
    chmodSync(join(home, 'bin/npx'), 0o755);
    const codes = [0, 1, 2, 3, 4, 5, 99];
    const ended = await Promise.all(
      codes.map((code) => run({ work: home, remote: home, home }, text, { CODE: String(code) })),
    );
    expect(codes.filter((_code, index) => ended[index]?.code === 0)).toEqual(fine);
  });
});
