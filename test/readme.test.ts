// What README.md says is true: its configuration is read, its tables are the code's, its commands exist, its example is a real check.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createProgram } from '../src/cli/program.ts';
import { VARIABLES } from '../src/env.ts';
import { configFile, readConfig } from '../src/policy/config.ts';
import { createMetrics } from '../src/server/metrics.ts';
import { clos, folder } from './cli/support.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const readme = read('README.md');
const lines = readme.split('\n');

/** Fenced blocks of one language. */
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);

/** The rows of every table, as trimmed cells. */
const rows = lines
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
  .map((cells) => cells.map((cell) => cell.trim()));

/** The formatter aligns tables; the words are the same. */
const plain = (line: string): string => line.replace(/-{3,}/g, '---').replace(/ {2,}/g, ' ');

/** Every YAML block begins with the path of its file. */
const examples = blocks('yaml').map((text) => ({ path: /^# (\S+)\n/.exec(text)?.[1], text }));
const exampleOf = (path: string): string => examples.find((one) => one.path === path)?.text ?? '';

const program = () =>
  createProgram({
    print: () => {},
    here: { folder: '.', now: () => '', web: { answers: () => Promise.reject(new Error('not asked')) } },
    inWorld: () => Promise.reject(new Error('not opened')),
  });

const code = (text: string): string => `\`${text}\``;

interface Setting {
  readonly key: string;
  readonly fallback: unknown;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly default?: unknown;
}

function settings(schema: Schema, prefix = ''): Setting[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    if (one.properties) return settings(one, `${prefix}${name}.`);
    return [{ key: `${prefix}${name}`, fallback: one.default }];
  });
}

const known = settings(JSON.parse(JSON.stringify(configFile.schema)) as Schema);

describe('README.md', () => {
  test('is short enough to be read', () => {
    expect(lines.length - 1).toBeLessThanOrEqual(250);
  });

  test('links to files that exist', () => {
    const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(3);
    expect(targets.filter((target) => !existsSync(join(root, target)))).toEqual([]);
  });
});

describe('the configuration in README.md', () => {
  test('has an example, and every YAML block says which file it is', () => {
    expect(examples.map(({ path }) => path)).toEqual([
      '.clos/config.yml',
      '.clos/project.yml',
      '.clos/evidence.yml',
    ]);
  });

  test('is read without a problem', () => {
    expect(readConfig('.clos/config.yml', exampleOf('.clos/config.yml'))).toMatchObject({ ok: true });
  });

  test('names every key', () => {
    expect(known.filter(({ key }) => !readme.includes(code(key))).map(({ key }) => key)).toEqual([]);
  });

  test('has no row for a key that does not exist, and the default of each that it has', () => {
    const table = lines.slice(lines.map(plain).indexOf('| key | default | meaning |') + 2);
    const shown = table.slice(0, table.indexOf('')).map((line) => line.split('|').map((cell) => cell.trim()));
    expect(shown.length).toBeGreaterThan(10);
    for (const [, first = '', told = ''] of shown) {
      const setting = known.find(({ key }) => code(key) === first);
      expect([first, setting?.key]).toEqual([first, first.replaceAll('`', '')]);
      const plainly =
        typeof setting?.fallback === 'object' ? JSON.stringify(setting.fallback) : setting?.fallback;
      if (told !== 'common ones')
        expect([first, told]).toEqual([first, plainly === undefined ? '' : code(String(plainly))]);
    }
  });
});

describe('the project in README.md', () => {
  const told = '`DISCOVERY → PROTOTYPE: 1 of 2 criteria not met`';
  const check = (evidence: string) =>
    clos(folder({ '.clos/project.yml': exampleOf('.clos/project.yml'), '.clos/evidence.yml': evidence }), [
      'gate',
      'check',
    ]);

  test('misses what is said of it, and nothing after the push that is told', async () => {
    const evidence = exampleOf('.clos/evidence.yml');
    const before = await check(evidence);
    expect(readme).toContain(told);
    expect(before).toMatchObject({ code: 1, out: expect.stringContaining('DISCOVERY → PROTOTYPE') });
    expect(before.out).toContain('1 not met, 1 met');
    const after = await check(evidence.replace('customerInterviews: 3', 'customerInterviews: 5'));
    expect(after).toMatchObject({ code: 0, out: expect.stringContaining('2 met') });
  });

  test('has a section that names every command of a working tree', () => {
    const named = [...readme.matchAll(/npx clos ([a-z ]+)`/g)].map(([, name = '']) => name);
    const commands = program().commands.flatMap((one) => [
      one.name(),
      ...one.commands.map((inner) => `${one.name()} ${inner.name()}`),
    ]);
    expect(named).toEqual(['init', 'validate', 'gate check']);
    expect(commands).toEqual(expect.arrayContaining(named));
  });
});

describe('the environment in README.md', () => {
  test('is the table of src/env.ts, in its order and with its defaults', () => {
    const table = rows
      .filter(([first = '']) => /^`[A-Z_]+`$/.test(first))
      .map(([name, fallback]) => [name, fallback]);
    const wanted = VARIABLES.map(({ name, fallback }) => [
      code(name),
      fallback === null ? '' : code(fallback),
    ]);
    expect(table).toEqual(wanted);
  });
});

describe('the commands in README.md', () => {
  const scripts: Readonly<Record<string, string>> = JSON.parse(read('package.json')).scripts;

  test('are scripts of package.json', () => {
    const named = [...readme.matchAll(/npm (?:run )?(?!(?:ci|install)\b)([a-z:]+)/g)].map(
      ([, name = '']) => name,
    );
    expect(named).toEqual(expect.arrayContaining(['demo', 'test', 'start', 'explain', 'clos']));
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('of clos are commands of the program', () => {
    const commands = program().commands.map((command) => command.name());
    const named = [...readme.matchAll(/npm run clos -- ([a-z]+)/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !commands.some((command) => command === name))).toEqual([]);
  });
});

describe('what README.md says of the running system', () => {
  test('names metrics that are exported', async () => {
    const text = await createMetrics(async () => 0).text();
    const named = [...readme.matchAll(/`(clos_[a-z_]+)`/g)].map(([, name = '']) => name);
    const metrics = named.filter((name) => name !== 'clos_app');
    expect(metrics.filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([]);
    const exported = [...text.matchAll(/^# TYPE (clos_\w+)/gm)].map(([, name = '']) => name);
    expect(exported.filter((name) => !metrics.includes(name))).toEqual([]);
  });

  test('shows a check as it is rendered', () => {
    const rendered = read('test/scenarios/wip/the-sixth-pull-request-waits/rendered.md')
      .split('\n')
      .map(plain);
    const shown = lines.filter((line) => line.startsWith('> ')).map((line) => plain(line.slice(2)));
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter((line) => !rendered.includes(line))).toEqual([]);
    const title = rendered.find((line) => line.startsWith('# '))?.slice(2) ?? '?';
    expect(lines).toContain(code(title));
  });
});
