// What `.clos/org.yml` may say, what is said when it is wrong, and what it makes of a repository.

import { describe, expect, test } from '@jest/globals';
import { DEFAULT_POLICY } from '../../src/core/policy.ts';
import { configFile } from '../../src/policy/config.ts';
import { SETTING_KEYS, type Settings } from '../../src/policy/keys.ts';
import { LIMITS } from '../../src/policy/limits.ts';
import { organizationOf, orgFile } from '../../src/policy/org.ts';
import { readFile } from '../../src/policy/read.ts';
import { type Organization, podDefinitions, resolve } from '../../src/policy/resolve.ts';
import { settingsOf } from '../../src/policy/wip-rules.ts';

const reading = (text: string) => readFile(orgFile, '.clos/org.yml', text, LIMITS);

const problems = (text: string): string[] => {
  const read = reading(text);
  return read.ok ? [] : read.problems.map(({ line, column, code }) => `${line}:${column} ${code}`);
};

const mends = (text: string): string => {
  const read = reading(text);
  return read.ok ? '' : read.problems.map(({ message, mend }) => `${message} ${mend}`).join('\n');
};

function organization(text: string): Organization {
  const file = reading(text);
  if (!file.ok) throw new Error(JSON.stringify(file.problems));
  return organizationOf([{ file, settings: settingsOf(file) }]);
}

function own(text: string): Settings {
  const file = readFile(configFile, '.clos/config.yml', text, LIMITS);
  if (!file.ok) throw new Error(JSON.stringify(file.problems));
  return settingsOf(file);
}

const pods = (...lines: string[]): string =>
  `version: 1\npods:\n${lines.map((line) => `  ${line}\n`).join('')}`;

const FULL = `version: 1
mode: warn
wip: {limit: 4, ttl: 3d}
locked: [mode, wip.exempt]
pods:
  - slug: pay
    name: Payments
    repositories: [pay-*, ledger]
    paths: {monorepo: ['services/pay/**', libs/money/]}
    members: {teams: [payments], users: [ada]}
    mode: enforce
    wip: {limit: 9}
    channel: '#payments'
    timezone: Europe/Berlin
  - slug: web
    repositories: [shop]
`;

describe('an organisation file that is wrong', () => {
  test.each([
    ['a pod without a slug', pods('- repositories: [a]'), '3:5 config.missing-key'],
    ['a slug in capitals', pods('- {slug: Pay, repositories: [a]}'), '3:12 config.invalid-value'],
    [
      'a slug twice',
      pods('- {slug: a, repositories: [a]}', '- {slug: a, repositories: [b]}'),
      '4:12 config.listed-twice',
    ],
    ['a pod of nothing', pods('- slug: a'), '3:5 config.empty-pod'],
    [
      'a repository with its owner',
      pods('- {slug: a, repositories: [acme/shop]}'),
      '3:30 config.invalid-value',
    ],
    ['a glob twice', pods('- {slug: a, repositories: [x-*, X-*]}'), '3:35 config.listed-twice'],
    ['a path that climbs', pods('- {slug: a, paths: {m: [a/../b]}}'), '3:27 config.invalid-value'],
    ['a path from the root', pods('- {slug: a, paths: {m: [/a]}}'), '3:27 config.invalid-value'],
    ['a path with braces', pods('- {slug: a, paths: {m: ["{a,b}"]}}'), '3:27 config.invalid-value'],
    ['no paths at all', pods('- {slug: a, paths: {m: []}}'), '3:26 config.out-of-range'],
    [
      'a repository name with a slash in paths',
      pods('- {slug: a, paths: {a/b: [x]}}'),
      '3:23 config.invalid-value',
    ],
    [
      'a team with its owner',
      pods('- {slug: a, repositories: [a], members: {teams: [acme/core]}}'),
      '3:52 config.invalid-value',
    ],
    [
      'an unknown time zone',
      pods('- slug: a', '  repositories: [a]', '  timezone: Europe/Berln'),
      '5:15 config.unknown-timezone',
    ],
    [
      'a channel with spaces',
      pods('- {slug: a, repositories: [a], channel: the pod}'),
      '3:43 config.invalid-value',
    ],
    [
      'a type above the limit of the organisation',
      `${pods('- {slug: a, repositories: [a], wip: {perType: {BUG: 3}}}')}wip: {limit: 2}\n`,
      '3:55 config.above-limit',
    ],
    ['a lock nobody knows', 'version: 1\nlocked: [mod]\n', '2:10 config.unknown-setting'],
    ['a lock twice', 'version: 1\nlocked: [mode, mode]\n', '2:16 config.listed-twice'],
    ['locked as a word', 'version: 1\nlocked: mode\n', '2:9 config.wrong-type'],
    ['pods as a mapping', 'version: 1\npods: {a: {}}\n', '2:7 config.wrong-type'],
    [
      'T-17 a key of a pod twice',
      pods('- slug: a', '  slug: b', '  repositories: [a]'),
      '4:5 config.duplicate-key',
    ],
    [
      'T-77 a key that means something to JavaScript',
      pods('- {slug: a, repositories: [a], __proto__: {mode: x}}'),
      '3:34 config.unknown-key',
    ],
  ])('with %s names the place', (_, text, ...expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test('says what was probably meant', () => {
    expect(mends('version: 1\nlocked: [wip.limt]\n')).toContain('Did you mean `wip.limit`?');
    expect(mends('version: 1\nlocked: [limit]\n')).toContain('Did you mean `wip.limit`?');
    expect(mends(pods('- {slug: a, repositories: [a], timezone: Europe/Berln}'))).toContain(
      '`Europe/Berlin`',
    );
  });
});

describe('an organisation', () => {
  test('has pods with their own settings over its own', () => {
    const [pay, web] = podDefinitions(organization(FULL));
    expect(pay).toMatchObject({
      key: 'pod/pay',
      name: 'Payments',
      mode: 'enforce',
      wip: { limit: 9, ttl: 259_200 },
    });
    expect(web).toMatchObject({ key: 'pod/web', name: 'web', mode: 'warn', wip: { limit: 4 } });
  });

  test.each([
    ['pay-api', [{ key: 'pod/pay', name: 'Payments', paths: null }]],
    ['PAY-API', [{ key: 'pod/pay', name: 'Payments', paths: null }]],
    ['ledger', [{ key: 'pod/pay', name: 'Payments', paths: null }]],
    ['Monorepo', [{ key: 'pod/pay', name: 'Payments', paths: ['services/pay/**', 'libs/money/'] }]],
    ['shop', [{ key: 'pod/web', name: 'web', paths: null }]],
    ['elsewhere', []],
  ])('takes in %s', (name, expected) => {
    expect(resolve(organization(FULL), name, {}).policy.pods).toEqual(expected);
  });

  test('sets what a repository leaves out, and a repository sets the rest', () => {
    const { policy, problems: found } = resolve(
      organization(FULL),
      'x',
      own('version: 1\nwip: {limit: 2}\n'),
    );
    expect(found).toEqual([]);
    expect(policy).toMatchObject({ mode: 'warn', wip: { limit: 2, ttl: 259_200, drafts: 'exclude' } });
  });

  test('keeps what it locked, names who tried to change it, and leaves the rest of that file in force', () => {
    const text = 'version: 1\nmode: observe\nwip:\n  limit: 1\n  exempt: {labels: [all]}\n';
    const { policy, problems: found } = resolve(organization(FULL), 'x', own(text));
    expect(policy).toMatchObject({ mode: 'warn', wip: { limit: 1, exempt: { labels: [] } } });
    expect(found).toMatchObject([
      { code: 'config.locked', file: '.clos/config.yml', line: 2, column: 1 },
      { code: 'config.locked', line: 5, column: 12 },
    ]);
  });

  test.each(SETTING_KEYS)('can lock %s even where it sets nothing itself: then the default holds', (key) => {
    const text =
      'version: 1\nmode: enforce\nwip: {limit: 9, onLimit: block, drafts: include, perType: {BUG: 1}, perAuthor: 1, weights: {x: 2}, types: {x: BUG}, ttl: never, reacquireDelay: 1h, exempt: {authors: [a], labels: [b]}}\n';
    const locks: Organization = { settings: {}, locked: [key], pods: [] };
    const { policy, problems: found } = resolve(locks, 'x', own(text));
    const free = resolve({ ...locks, locked: [] }, 'x', own(text)).policy;
    const lone = resolve({ ...locks, locked: [] }, 'x', { [key]: own(text)[key] }).policy;
    expect(found).toHaveLength(1);
    expect(policy).not.toEqual(free);
    expect(lone).not.toEqual(DEFAULT_POLICY);
  });
});
