// What `.clos/config.yml` may say and what is said when it is wrong. Each broken file names every problem and its place.

import { describe, expect, test } from '@jest/globals';
import { DEFAULT_POLICY, type Policy } from '../../src/core/policy.ts';
import { readConfig } from '../../src/policy/config.ts';
import { PROBLEM_CODES } from '../../src/policy/problem.ts';
import { BAD } from './bad.ts';

const FILE = '.clos/config.yml';
const { mode, wip, pods } = DEFAULT_POLICY;

const policyOf = (text: string | Uint8Array): Policy => {
  const reading = readConfig(FILE, text);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.policy;
};

const problemsOf = (text: string | Uint8Array) => {
  const reading = readConfig(FILE, text);
  return reading.ok ? [] : reading.problems;
};

const placed = (text: string | Uint8Array) =>
  problemsOf(text).map(({ line, column, code }) => `${line}:${column} ${code}`);

const GOOD: readonly (readonly [title: string, text: string, policy: Policy])[] = [
  ['nothing but a version', 'version: 1', DEFAULT_POLICY],
  ['an empty wip', 'version: 1\nwip: {}\n', DEFAULT_POLICY],
  [
    'all settings',
    'version: 1\nmode: enforce\nwip:\n  limit: 3\n  onLimit: block\n  drafts: include\n',
    { mode: 'enforce', wip: { ...wip, limit: 3, onLimit: 'block', drafts: 'include' }, pods },
  ],
  ['settings in any order', 'wip:\n  limit: 3\nversion: 1\n', { mode, wip: { ...wip, limit: 3 }, pods }],
  ['the lowest limit', 'version: 1\nwip: { limit: 0 }\n', { mode, wip: { ...wip, limit: 0 }, pods }],
  ['the highest limit', 'version: 1\nwip: { limit: 1000 }\n', { mode, wip: { ...wip, limit: 1000 }, pods }],
  ['JSON', '{"version": 1, "mode": "observe"}', { mode: 'observe', wip, pods }],
  [
    'comments and blank lines',
    '# ours\n\nversion: 1 # always\n\nmode: observe\n# end',
    { mode: 'observe', wip, pods },
  ],
  ['CRLF', 'version: 1\r\nmode: observe\r\n', { mode: 'observe', wip, pods }],
  ['a byte-order mark', '\uFEFFversion: 1\nmode: observe\n', { mode: 'observe', wip, pods }],
  ['a document start and end', '---\nversion: 1\n...\n', DEFAULT_POLICY],
  ['quotes around words', 'version: 1\n"mode": \'observe\'\n', { mode: 'observe', wip, pods }],
  ['an explicit key', '? version\n: 1\n', DEFAULT_POLICY],
  ['a tab before a value', 'version:\t1\n', DEFAULT_POLICY],
  ['a number with a point and no fraction', 'version: 1.0\n', DEFAULT_POLICY],
  ['hexadecimal', 'version: 1\nwip: { limit: 0x10 }\n', { mode, wip: { ...wip, limit: 16 }, pods }],
  [
    'a leading zero, which is no octal in YAML 1.2',
    'version: 1\nwip: { limit: 010 }\n',
    { mode, wip: { ...wip, limit: 10 }, pods },
  ],
  [
    'limits by type, author and weight',
    'version: 1\nwip:\n  perType: {FEATURE: 3, BUG: 5}\n  perAuthor: 2\n  weights: {Size/XL: 3}\n  types: {kind/Bug: BUG}\n',
    {
      mode,
      wip: {
        ...wip,
        perType: { FEATURE: 3, BUG: 5 },
        perAuthor: 2,
        weights: { 'size/xl': 3 },
        types: { 'kind/bug': 'BUG' },
      },
      pods,
    },
  ],
  [
    'a time to live and a delay',
    'version: 1\nwip: {ttl: 36h, reacquireDelay: 90m}\n',
    { mode, wip: { ...wip, ttl: 129_600, reacquireDelay: 5_400 }, pods },
  ],
  [
    'no time to live',
    'version: 1\nwip: {ttl: never, reacquireDelay: 0s}\n',
    { mode, wip: { ...wip, ttl: null }, pods },
  ],
  [
    'exemptions, whose authors have no id yet',
    'version: 1\nwip: {exempt: {authors: ["dependabot[bot]"], labels: [Hotfix]}}\n',
    {
      mode,
      wip: { ...wip, exempt: { authors: [{ login: 'dependabot[bot]', id: null }], labels: ['hotfix'] } },
      pods,
    },
  ],
  ['an extended file, which is not read here', 'version: 1\nextends: acme/rules\n', DEFAULT_POLICY],
  [
    'an anchor and an alias',
    'version: &one 1\nwip: { limit: *one }\n',
    { mode, wip: { ...wip, limit: 1 }, pods },
  ],
];

describe('a good file', () => {
  test.each(GOOD)('with %s is read', (_, text, policy) => {
    expect(policyOf(text)).toEqual(policy);
    expect(policyOf(new TextEncoder().encode(text))).toEqual(policy);
  });
});

describe('a broken file', () => {
  test.each(BAD)('with %s names every problem and its place', (_, text, ...problems) => {
    expect(placed(text)).toEqual(problems);
    for (const { file, message, mend } of problemsOf(text)) {
      expect(file).toBe(FILE);
      expect(message).toMatch(/\S.*\.$/s);
      expect(mend).toMatch(/\S.*[.]$/s);
    }
  });

  test('is written in at least 100 ways here, none twice', () => {
    expect(BAD.length).toBeGreaterThanOrEqual(100);
    expect(new Set(BAD.map(([title]) => title)).size).toBe(BAD.length);
    expect(new Set(BAD.map(([, text]) => text)).size).toBe(BAD.length);
  });

  test('is written at least once for every code that is not a limit on size', () => {
    /** Told of other kinds of files, or of several together: org.test.ts, extends.test.ts, gates-bad.ts, projects.test.ts. */
    const others = ['too-deep', 'too-many', '.extends-', '.locked', '.empty-pod', '.unknown-setting'];
    const gates = [
      '.misplaced-',
      '.reserved-',
      '.without-',
      '.not-',
      '.lfs-',
      '.unreadable',
      '-path',
      '-evidence-',
    ];
    const elsewhere = [...others, ...gates, '-timezone', '-login', '-stage', '.outside-folder'];
    const seen = new Set(
      BAD.flatMap(([, , ...problems]) => problems.map((problem) => problem.split(' ')[1])),
    );
    expect(
      PROBLEM_CODES.filter((code) => !elsewhere.some((part) => code.includes(part)) && !seen.has(code)),
    ).toEqual([]);
  });

  test('T-4 is refused with the line to mend and never read as defaults', () => {
    const reading = readConfig(FILE, 'version: 1\nmode: enforce\nwip:\n  limit: lots\n');
    expect(reading).toMatchObject({ ok: false, problems: [{ file: FILE, line: 4, column: 10 }] });
    expect(reading).not.toHaveProperty('policy');
  });

  test('T-17 with a key set twice is refused and told where it was set first', () => {
    const [problem] = problemsOf('version: 1\nmode: enforce\nmode: observe\n');
    expect(problem).toMatchObject({ code: 'config.duplicate-key', line: 3, column: 1 });
    expect(problem?.message).toContain('line 2');
  });
});

describe('what to do', () => {
  const mendOf = (text: string) =>
    problemsOf(text)
      .map(({ mend }) => mend)
      .join('\n');
  const messageOf = (text: string) =>
    problemsOf(text)
      .map(({ message }) => message)
      .join('\n');

  test('names the key that was probably meant', () => {
    expect(mendOf('version: 1\nwip: {limt: 5}')).toContain('Did you mean `limit`?');
    expect(mendOf('version: 1\nwip: {on_limit: queue}')).toContain('Did you mean `onLimit`?');
    expect(mendOf('version: 1\nMode: warn')).toContain('Did you mean `mode`?');
  });

  test('names the key under which a misplaced one belongs', () => {
    expect(mendOf('version: 1\nlimit: 5')).toContain('It belongs under `wip`.');
  });

  test('lists the keys there are when none is near', () => {
    expect(mendOf('version: 1\nzebra: 5')).toBe(
      'Delete it. Known here: `version`, `extends`, `mode`, `wip`.',
    );
  });

  test('names the value that was probably meant', () => {
    expect(mendOf('version: 1\nmode: enforced')).toContain('Did you mean `enforce`?');
    expect(mendOf('version: 1\nwip: {drafts: yes}')).toBe(
      'Write `exclude` or `include`, such as `drafts: exclude`.',
    );
  });

  test('says that a number in quotes is text', () => {
    const text = 'version: 1\nwip: {limit: "5"}';
    expect(messageOf(text)).toContain('but it is the text `5`');
    expect(mendOf(text)).toBe('Write 5 without quotes.');
  });

  test('does not advise to unquote a number that would be refused as well', () => {
    expect(mendOf('version: "2"')).toBe('Write `version: 1`; this CLOS knows version 1 only.');
    expect(mendOf('version: 1\nwip: {limit: "5000"}')).toContain('a whole number from 0 to 1000');
  });

  test('says which versions this CLOS knows', () => {
    expect(mendOf('version: 2')).toContain('knows version 1 only');
  });

  test('quotes the file in one short line without backticks', () => {
    const [problem] = problemsOf(`version: 1\n"a\`b\\n${'c'.repeat(500)}": 1`);
    expect(problem?.message).toMatch(/^`a'b\\nc{10,}…` is not a key of this file\.$/);
    expect(problem?.message.length).toBeLessThan(100);
  });
});
