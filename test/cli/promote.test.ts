// `clos gate promote`: which projects are proposed for their next stage, and what it says of them and of a pull request.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { clos, EVIDENCE, folder, git, PROJECT, repository } from './support.ts';

type Files = Readonly<Record<string, string>>;

const MET: Files = { '.clos/project.yml': PROJECT, '.clos/evidence.yml': EVIDENCE };
const at = (stage: string): string => PROJECT.replace('DISCOVERY', stage);
const PROTOTYPE: Files = {
  '.clos/project.yml': at('PROTOTYPE'),
  '.clos/evidence.yml': 'version: 1\nprototypeUrl: https://shop.example/\nuserTesting: 3\n',
};

const criterion = (id: string, expression: string): string =>
  `      - { id: ${id}, title: About ${id}, expression: "${expression}", reason: No. }\n`;

/** The gate of DISCOVERY, with these criteria and whatever else it asks. */
const asking = (criteria: Readonly<Record<string, string>>, more = ''): Files => ({
  ...MET,
  '.clos/gates.yml': [
    'version: 1\n',
    'checks:\n  tests: { name: test, app: github-actions }\n',
    'gates:\n  DISCOVERY:\n    criteria:\n',
    ...Object.entries(criteria).map(([id, expression]) => criterion(id, expression)),
    more,
  ].join(''),
});

const HOLDS = { interviews: 'evidence.customerInterviews >= 5' };
const file = (path: string, name = '.clos/project.yml'): string => readFileSync(join(path, name), 'utf8');

describe('a project is proposed', () => {
  test.each<[string, Files, string[], string]>([
    ['where its evidence satisfies the gate', MET, [], 'PROTOTYPE'],
    ['where an address answers', PROTOTYPE, ['--online'], 'MINIMUM_REMARKABLE'],
    ['though people have to approve', asking(HOLDS, '    approvals: [{ count: 2 }]\n'), [], 'PROTOTYPE'],
    ['though it may be too early', asking(HOLDS, '    soak: 7d\n'), [], 'PROTOTYPE'],
    ['though a check has to pass', asking({ ...HOLDS, tests: 'checks.tests.passed' }), [], 'PROTOTYPE'],
    ['though reviews are counted', asking({ ...HOLDS, two: 'reviews.approvals >= 2' }), [], 'PROTOTYPE'],
    ['though files are looked at', asking({ ...HOLDS, few: 'files.count < 9' }), [], 'PROTOTYPE'],
    [
      'where evidence alone decides an expression that asks for more',
      asking({ either: 'evidence.customerInterviews >= 5 || checks.tests.passed' }),
      [],
      'PROTOTYPE',
    ],
    ['whatever the mode is', { ...MET, '.clos/gates.yml': 'version: 1\nmode: observe\n' }, [], 'PROTOTYPE'],
    [
      'to the next stage of its own gates',
      {
        ...asking(HOLDS),
        '.clos/gates.yml': `${asking(HOLDS)['.clos/gates.yml']}stages: [DISCOVERY, BETA, LIVE]\n`,
      },
      [],
      'BETA',
    ],
  ])('%s', async (_when, files, options, stage) => {
    const path = folder(files);
    const before = file(path);
    const { code, out } = await clos(path, ['gate', 'promote', ...options]);
    expect([code, file(path)]).toEqual([0, before.replace(/stage: \w+/, `stage: ${stage}`)]);
    expect(out).toContain(`+  stage: ${stage}  written in .clos/project.yml`);
  });
});

describe('no project is proposed', () => {
  test.each<[string, number, Files, string[], string]>([
    ['without evidence', 4, { '.clos/project.yml': PROJECT }, [], 'Not ready'],
    [
      'with too little of it',
      4,
      { ...MET, '.clos/evidence.yml': EVIDENCE.replace('7', '2') },
      [],
      'Not ready: At least 5 customer interviews.',
    ],
    [
      'where something that is known here does not hold',
      4,
      asking({ ...HOLDS, pod: "project.pod == 'payments'" }),
      [],
      'Not ready: About pod.',
    ],
    [
      'with stale evidence',
      4,
      {
        ...asking(HOLDS, '    freshness: 30d\n'),
        '.clos/evidence.yml': `${EVIDENCE}collectedAt: 2026-01-01\n`,
      },
      [],
      'Not ready: Evidence is fresh.',
    ],
    ['at the last stage', 4, { ...MET, '.clos/project.yml': at('OPTIMIZATION') }, [], 'No stage follows.'],
    ['at IDEA', 4, { ...MET, '.clos/project.yml': at('IDEA') }, [], 'IDEA is left by the score of its idea.'],
    ['where no evidence is asked for', 4, { ...MET, '.clos/project.yml': at('GROWTH') }, [], 'people decide'],
    ['where only others are asked', 4, asking({ tests: 'checks.tests.passed' }), [], 'people decide'],
    ['where an address was not asked', 3, PROTOTYPE, [], 'Not ready: The prototype answers.'],
    [
      'where nobody can tell whether evidence or something else is missing',
      3,
      asking({ both: 'evidence.customerInterviews >= 5 && checks.tests.passed' }),
      [],
      'Not ready: About both.',
    ],
    [
      'where such a criterion is called like a row that only GitHub knows',
      3,
      asking({ ...HOLDS, soak: 'evidence.customerInterviews >= 5 && checks.tests.passed' }),
      [],
      'Not ready: About soak.',
    ],
    [
      'T-7: where nobody can tell which code the evidence is about',
      3,
      { ...MET, '.clos/gates.yml': 'version: 1\nevidence: { subject: src }\n' },
      [],
      'Not ready: Evidence is about this code.',
    ],
    [
      'with broken evidence',
      3,
      { ...MET, '.clos/evidence.yml': 'version: 1\ncustomerInterviews: "7"\n' },
      [],
      '.clos/evidence.yml:2:21',
    ],
    ['with a broken file', 3, { ...MET, '.clos/project.yml': at('NOWHERE') }, [], 'config.unknown-stage'],
    ['with broken rules', 3, { ...MET, '.clos/gates.yml': 'version: 2\n' }, [], '.clos/gates.yml:1:10'],
    [
      'where rules lie elsewhere',
      3,
      { ...MET, '.clos/gates.yml': 'version: 1\nextends: acme/rules\n' },
      [],
      'cli.extends-elsewhere',
    ],
    ['that there is not', 2, MET, ['--project', 'shop'], '`shop` is no project here.'],
    ['where there is none at all', 2, { '.clos/evidence.yml': EVIDENCE }, [], 'There is no project'],
  ])('%s', async (_when, code, files, options, words) => {
    const path = folder(files);
    const ended = await clos(path, ['gate', 'promote', '--pull-requests', 'words', ...options]);
    expect([ended.code, code === 2 ? ended.err : ended.out]).toEqual([code, expect.stringContaining(words)]);
    for (const [name, text] of Object.entries(files)) expect(file(path, name)).toBe(text);
    expect(existsSync(join(path, 'words'))).toBe(false);
  });

  test('whose address does not answer', async () => {
    const answer = { kind: 'silent', because: 'it answered 404' } as const;
    const { code, out } = await clos(folder(PROTOTYPE), ['gate', 'promote', '--online'], { answer });
    expect([code, out]).toEqual([4, expect.stringContaining('Not ready: The prototype answers.')]);
  });

  test('that already moved since the last commit: no stage is skipped, however often it runs', async () => {
    const both = `${EVIDENCE}prototypeUrl: https://shop.example/\nuserTesting: 3\n`;
    const path = repository({ '.clos/project.yml': PROJECT, '.clos/evidence.yml': both });
    git(path, 'add', '.');
    git(path, 'commit', '--quiet', '--message', 'first');
    expect((await clos(path, ['gate', 'promote', '--online'])).code).toBe(0);
    const again = await clos(path, ['gate', 'promote', '--online']);
    expect([again.code, file(path)]).toEqual([4, at('PROTOTYPE')]);
    expect(again.out).toContain('it was in DISCOVERY at the last commit, and no stage is skipped.');
    git(path, 'commit', '--quiet', '--all', '--message', 'second');
    expect((await clos(path, ['gate', 'promote', '--online'])).code).toBe(0);
    expect(file(path)).toBe(at('MINIMUM_REMARKABLE'));
  });
});

describe('clos gate promote', () => {
  test('says what it wrote and what to do next', async () => {
    const { out } = await clos(folder(MET), ['gate', 'promote']);
    expect(out.split('\n')).toEqual([
      'Checkout  DISCOVERY → PROTOTYPE  .clos/project.yml',
      '',
      '✓  At least 5 customer interviews  7',
      '✓  The problem is validated        true',
      '',
      '+  stage: PROTOTYPE  written in .clos/project.yml',
      '',
      '1 project file written.',
      'Next: commit it on a branch and open a pull request; clos/stage-gate judges it there.',
    ]);
  });

  test('with --dry-run says the same and writes nothing', async () => {
    const path = folder(MET);
    const { code, out } = await clos(path, ['gate', 'promote', '--dry-run', '--pull-requests', 'words']);
    expect([code, file(path), readdirSync(path)]).toEqual([0, PROJECT, ['.clos']]);
    expect(out).toContain('+  stage: PROTOTYPE  would be written in .clos/project.yml');
    expect(out).toContain('1 project file would be written.\nNext: run it without `--dry-run`.');
  });

  const SEVERAL: Files = {
    '.clos/projects/pay.yml': at('DISCOVERY').replace('Checkout', 'Pay'),
    '.clos/evidence/pay.yml': EVIDENCE,
    '.clos/projects/ship.yml': at('DISCOVERY').replace('Checkout', 'Ship'),
    '.clos/evidence/ship.yml': EVIDENCE,
    '.clos/projects/wait.yml': at('DISCOVERY').replace('Checkout', 'Wait'),
    '.clos/projects/lost.yml': 'version: 2\n',
  };
  const stages = (path: string): (string | undefined)[] =>
    ['pay', 'ship', 'wait'].map((slug) => /stage: (\w+)/.exec(file(path, `.clos/projects/${slug}.yml`))?.[1]);

  test('moves each project that is ready, and tells of the others', async () => {
    const path = folder(SEVERAL);
    const { code, out } = await clos(path, ['gate', 'promote']);
    expect([code, stages(path)]).toEqual([0, ['PROTOTYPE', 'PROTOTYPE', 'DISCOVERY']]);
    expect(out).toContain('Wait  DISCOVERY → PROTOTYPE  .clos/projects/wait.yml\n=  Not ready: ');
    expect(out).toContain('.clos/projects/lost.yml:1:10');
    expect(out).toContain('2 project files written.');
  });

  test('moves the one that is named, and no other', async () => {
    const path = folder(SEVERAL);
    const { code, out } = await clos(path, ['gate', 'promote', '--project', 'ship']);
    expect([code, stages(path)]).toEqual([0, ['DISCOVERY', 'PROTOTYPE', 'DISCOVERY']]);
    expect(out).not.toMatch(/Pay|lost/);
  });

  test('lets nothing in a file steer the terminal', async () => {
    const name = PROJECT.replace('Checkout', '"a\\u001b[2Jb"');
    const { code, out } = await clos(folder({ ...MET, '.clos/project.yml': name }), ['gate', 'promote']);
    expect([code, out]).toEqual([3, expect.not.stringMatching(/[^\P{Cc}\n]/u)]);
  });
});

describe('the words for a pull request', () => {
  const words = (path: string, slug = 'project'): string[] =>
    ['branch', 'title', 'path', 'body'].map((name) => file(path, `words/${slug}/${name}`));

  test('say which evidence satisfies which criterion, and what only GitHub knows', async () => {
    const path = folder(asking(HOLDS, '    approvals: [{ count: 1, teams: [product] }]\n'));
    await clos(path, ['gate', 'promote', '--pull-requests', 'words']);
    const [branch, title, place, body = ''] = words(path);
    expect([branch, title, place]).toEqual([
      'clos/promote-project-PROTOTYPE',
      'Promote project from DISCOVERY to PROTOTYPE',
      '.clos/project.yml',
    ]);
    expect(body.split('\n')).toEqual([
      'The evidence on the default branch satisfies the gate of `DISCOVERY`. This asks for `PROTOTYPE` by changing `stage:` in `.clos/project.yml`, and nothing else.',
      '',
      '```text',
      'Checkout  DISCOVERY → PROTOTYPE  .clos/project.yml',
      '',
      expect.stringMatching(/^\? {2}1 approval/),
      expect.stringContaining('Reviews could not be read'),
      expect.stringMatching(/^✓ {2}About interviews +7$/),
      '```',
      '',
      '`✓` is met. `?` is known on GitHub only: the check `clos/stage-gate` of this pull request judges it, as it judges everything above again.',
      '',
      'Not yet? Close it: it is not opened again while its branch is there.',
      '',
    ]);
  });

  test('nothing in a file gets out of its block of code, or into branch and title', async () => {
    const name = JSON.stringify('````` @everyone $(id) `id` Closes #1');
    const path = folder({ ...MET, '.clos/project.yml': PROJECT.replace('Checkout', name) });
    expect((await clos(path, ['gate', 'promote', '--pull-requests', 'words'])).code).toBe(0);
    const [branch, title, , body = ''] = words(path);
    expect([branch, title]).toEqual([
      'clos/promote-project-PROTOTYPE',
      'Promote project from DISCOVERY to PROTOTYPE',
    ]);
    const [, fence, inside = ''] = /^(`{6,})text\n(.*?)\n\1$/ms.exec(body) ?? [];
    expect(inside).toContain('@everyone');
    expect(
      body
        .split(fence ?? '')
        .join('')
        .replace(inside, ''),
    ).not.toContain('@everyone');
  });
});
