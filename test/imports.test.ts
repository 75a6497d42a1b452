// Every rule of `npm run imports` bites: one small tree breaks each of them and is cruised with the real configuration.

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const config = join(root, '.dependency-cruiser.cjs');

type Files = Readonly<Record<string, string>>;

interface Broken {
  readonly rule: string;
  readonly how: string;
  /** Path from `src/`, unless it starts with `test/`. */
  readonly file: string;
  readonly text: string;
}

const BROKEN: readonly Broken[] = [
  { rule: 'core-imports', how: 'imports a module of Node', file: 'core/a.ts', text: `import 'node:fs';` },
  { rule: 'core-imports', how: 'imports a package', file: 'core/b.ts', text: `import 'yaml';` },
  {
    rule: 'core-imports',
    how: 'imports a type of a port',
    file: 'core/c.ts',
    text: `import type { P } from '../ports/port.ts';`,
  },
  {
    rule: 'core-imports',
    how: 'imports a type written in place',
    file: 'core/d.ts',
    text: `export const d = (x: readonly import('../ports/port.ts').P[]) => x;`,
  },
  {
    rule: 'core-imports',
    how: 'imports a port, passed on',
    file: 'core/e.ts',
    text: `export { p } from '../ports/port.ts';`,
  },
  {
    rule: 'core-imports',
    how: 'imports a dynamic import after a `using`',
    file: 'core/f.ts',
    text: `export async function f(x: Disposable) { using _ = x; return import('../ports/port.ts'); }`,
  },
  {
    rule: 'domains-meet-in-decide',
    how: "imports another domain's rules",
    file: 'core/gates/a.ts',
    text: `import type { R } from '../wip/rules.ts';`,
  },
  { rule: 'policy-imports', how: 'imports a module of Node', file: 'policy/a.ts', text: `import 'node:fs';` },
  { rule: 'policy-imports', how: 'imports a port', file: 'policy/b.ts', text: `import '../ports/port.ts';` },
  {
    rule: 'webhooks-imports',
    how: 'imports the policy',
    file: 'webhooks/a.ts',
    text: `import '../policy/ok.ts';`,
  },
  { rule: 'webhooks-imports', how: 'imports a vendor', file: 'webhooks/b.ts', text: `import 'pg';` },
  { rule: 'ports-imports', how: 'imports a package', file: 'ports/a.ts', text: `import 'pg';` },
  {
    rule: 'ports-are-types',
    how: 'imports a value of the core',
    file: 'ports/b.ts',
    text: `import '../core/ids.ts';`,
  },
  {
    rule: 'reconcile-imports',
    how: 'imports an adapter',
    file: 'reconcile/a.ts',
    text: `import type { G } from '../adapters/github/ok.ts';`,
  },
  { rule: 'reconcile-imports', how: 'imports a package', file: 'reconcile/b.ts', text: `import 'pg';` },
  {
    rule: 'adapters-github-imports',
    how: 'imports another adapter',
    file: 'adapters/github/a.ts',
    text: `import '../postgres/ok.ts';`,
  },
  {
    rule: 'adapters-queue-imports',
    how: "imports another adapter's vendor",
    file: 'adapters/queue/a.ts',
    text: `import 'probot';`,
  },
  {
    rule: 'adapters-http-imports',
    how: 'imports a package',
    file: 'adapters/http/a.ts',
    text: `import 'fastify';`,
  },
  {
    rule: 'adapters-postgres-imports',
    how: 'imports the spine',
    file: 'adapters/postgres/a.ts',
    text: `import '../../reconcile/ok.ts';`,
  },
  {
    rule: 'adapters-decide-nothing',
    how: 'imports the decision',
    file: 'adapters/postgres/b.ts',
    text: `import { decide } from '../../core/decide.ts'; import type { D } from '../../core/decide.ts'; export const b = decide;`,
  },
  {
    rule: 'adapters-are-listed',
    how: 'imports a vendor nobody allowed',
    file: 'adapters/slack/a.ts',
    text: `import '../../core/ids.ts';`,
  },
  {
    rule: 'server-imports',
    how: 'imports an adapter',
    file: 'server/a.ts',
    text: `import '../adapters/github/ok.ts';`,
  },
  {
    rule: 'server-imports',
    how: 'imports the composition',
    file: 'server/b.ts',
    text: `import '../process.ts';`,
  },
  {
    rule: 'cli-imports',
    how: 'imports an adapter',
    file: 'cli/a.ts',
    text: `import '../adapters/github/ok.ts';`,
  },
  { rule: 'cli-imports', how: "imports the server's framework", file: 'cli/b.ts', text: `import 'fastify';` },
  {
    rule: 'src-knows-no-tests',
    how: 'imports a test',
    file: 'leak.ts',
    text: `import '../test/support/ok.ts';`,
  },
  { rule: 'src-needs-no-dev-dependency', how: 'imports a tool', file: 'tool.ts', text: `import 'jest';` },
  {
    rule: 'src-needs-no-dev-dependency',
    how: 'imports a stowaway',
    file: 'stowaway.ts',
    text: `import 'unlisted';`,
  },
  {
    rule: 'no-unresolvable',
    how: 'imports what does not exist',
    file: 'lost.ts',
    text: `import './nowhere.ts';`,
  },
  {
    rule: 'no-cycles',
    how: 'imports its importer',
    file: 'again.ts',
    text: `import type { Ring } from './ring.ts'; export interface Again { readonly of: Ring }`,
  },
  { rule: 'no-orphans', how: 'stands alone', file: 'alone.ts', text: 'export const a = 1;' },
];

const ALLOWED: Files = {
  'core/ids.ts': 'export const id = 1;',
  'core/decide.ts': `import type { M } from './wip/model.ts'; export type D = M; export const decide = 1;`,
  'core/wip/model.ts': 'export type M = 1; export const itemId = 1;',
  'core/wip/rules.ts': `import type { M } from './model.ts'; export type R = M;`,
  'core/gates/rules.ts': `import type { M } from '../wip/model.ts'; export type G = M;`,
  'core/render/check.ts': `import { id } from '../ids.ts'; export const r = id;`,
  'policy/ok.ts': `import 'ajv'; import 'typebox'; import 'yaml'; import '../core/ids.ts';`,
  'ports/port.ts': `import type { M } from '../core/wip/model.ts'; export type P = M; export const p = 1;`,
  'webhooks/ok.ts': `import 'node:buffer'; import '@octokit/webhooks'; import '../core/ids.ts'; import '../ports/port.ts';`,
  'reconcile/ok.ts': `import 'node:crypto'; import '../core/decide.ts'; import '../policy/ok.ts'; import '../webhooks/ok.ts';`,
  'adapters/github/ok.ts': `import 'probot'; import '../../core/ids.ts'; import type { D } from '../../core/decide.ts'; export type G = D;`,
  'adapters/postgres/ok.ts': `import 'node:fs/promises'; import 'pg'; import { itemId } from '../../core/wip/model.ts'; export const ok = itemId;`,
  'adapters/queue/ok.ts': `import 'pg'; import type { P } from '../../ports/port.ts'; export type Q = P;`,
  'server/ok.ts': `import 'fastify'; import '@fastify/helmet'; import 'prom-client'; import '../reconcile/ok.ts';`,
  'cli/ok.ts': `import 'commander'; import '../reconcile/ok.ts';`,
  'process.ts': `import './adapters/github/ok.ts'; import './adapters/queue/ok.ts'; import './server/ok.ts';`,
  'ring.ts': `import type { Again } from './again.ts'; export interface Ring { readonly of: Again }`,
  'main.ts': 'export const main = 1;',
  'test/support/ok.ts': `import '../../src/process.ts';`,
};

const DEPENDENCIES = [
  '@fastify/helmet',
  '@octokit/webhooks',
  'ajv',
  'commander',
  'fastify',
  'pg',
  'probot',
  'prom-client',
  'typebox',
  'yaml',
];

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

let tree = '';
let found: readonly string[] = [];

const inTree = (file: string): string => (file.startsWith('test/') ? file : `src/${file}`);

function write(file: string, text: string): void {
  const path = join(tree, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${text}\n`);
}

function writeTree(): void {
  const versions = Object.fromEntries(DEPENDENCIES.map((name) => [name, '1.0.0']));
  write(
    'package.json',
    JSON.stringify({ type: 'module', dependencies: versions, devDependencies: { jest: '1.0.0' } }),
  );
  for (const name of [...DEPENDENCIES, 'jest', 'unlisted']) {
    write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', exports: './index.js' }),
    );
    write(`node_modules/${name}/index.js`, 'module.exports = {};');
  }
  for (const [file, text] of Object.entries(ALLOWED)) write(inTree(file), text);
  for (const { file, text } of BROKEN) write(inTree(file), text);
}

/** Exit code 1 and more say how many rules were broken; the report is on stdout either way. */
function cruise(folder: string): Promise<readonly Violation[]> {
  const args = [cruiser, '--config', config, '--output-type', 'json', 'src', 'test'];
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      args,
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (stdout === '') reject(new Error(stderr, { cause: error }));
        else resolve(JSON.parse(stdout).summary.violations);
      },
    );
  });
}

const named = ({ rule, from }: Violation): string => `${rule.name} in ${from}`;

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'clos-imports-'));
  writeTree();
  found = (await cruise(tree)).map(named);
});

afterAll(() => rm(tree, { recursive: true, force: true }));

describe('the import matrix', () => {
  test.each(BROKEN)('$rule is broken by $file, which $how', ({ rule, file }) => {
    expect(found).toContain(`${rule} in ${inTree(file)}`);
  });

  test.each(Object.keys(ALLOWED).filter((file) => file !== 'composed.ts'))(
    'finds nothing wrong in %s',
    (file) => {
      expect(found.filter((violation) => violation.endsWith(` in ${inTree(file)}`))).toEqual([]);
    },
  );

  test('has no rule that was not broken here', () => {
    const rules: { forbidden: { name: string }[] } = createRequire(import.meta.url)(config);
    const broken = new Set(BROKEN.map(({ rule }) => rule));
    expect(rules.forbidden.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });
});
