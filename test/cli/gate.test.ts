// The gates of a working tree: what is missing, what cannot be told without GitHub, and an exit code that says which.

import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { SARIF_SCHEMA } from './sarif-schema.ts';
import { clos, EVIDENCE, folder, git, PROJECT, repository } from './support.ts';

const project = (more: string): string => `version: 1\nname: Checkout\n${more}`;
const prototype = project('stage: PROTOTYPE\n');
const prototypeEvidence = 'version: 1\nprototypeUrl: https://shop.example/\nuserTesting: 3\n';

const gates = (more: string): string => `version: 1\n${more}`;
const approved = gates('gates:\n  DISCOVERY:\n    approvals: [{ count: 2, teams: [product] }]\n');

type Files = Readonly<Record<string, string>>;

const MET: Files = { '.clos/project.yml': PROJECT, '.clos/evidence.yml': EVIDENCE };
const NOT_MET: Files = { '.clos/project.yml': PROJECT };
const UNKNOWN: Files = { ...MET, '.clos/gates.yml': approved };
const BROKEN: Files = { ...MET, '.clos/gates.yml': 'version: 1\nmod: warn\n' };

describe('the exit code of clos gate check', () => {
  test.each<[string, number, Files, string[]]>([
    ['0 where everything holds', 0, MET, []],
    ['0 at the last stage', 0, { '.clos/project.yml': project('stage: OPTIMIZATION\n') }, []],
    ['0 where nothing is asked', 0, { '.clos/project.yml': project('stage: GROWTH\n') }, []],
    ['1 without evidence', 1, NOT_MET, []],
    [
      '1 where something is missing and something cannot be told',
      1,
      {
        ...NOT_MET,
        '.clos/gates.yml': gates(
          'gates:\n  DISCOVERY:\n    approvals: [{ count: 1 }]\n    criteria: [{ id: a, title: A, expression: evidence.userTesting > 1, reason: No. }]\n',
        ),
      },
      [],
    ],
    ['1 where a stage would be skipped', 1, MET, ['--stage', 'GROWTH']],
    ['2 without a project', 2, { '.clos/gates.yml': gates('') }, []],
    ['2 for a project there is not', 2, MET, ['--project', 'shop']],
    ['2 for a stage there is not', 2, MET, ['--stage', 'PROTOTYP']],
    ['2 for a format there is not', 2, MET, ['--format', 'xml']],
    ['2 for an option there is not', 2, MET, ['--no-such']],
    ['3 where people must approve', 3, UNKNOWN, []],
    ['3 where the rules are broken', 3, BROKEN, []],
    ['3 where the project is broken', 3, { ...MET, '.clos/project.yml': project('stage: NOWHERE\n') }, []],
    [
      '3 where the evidence is broken',
      3,
      { ...MET, '.clos/evidence.yml': 'version: 1\ncustomerInterviews: "7"\n' },
      [],
    ],
    ['3 where rules lie elsewhere', 3, { ...MET, '.clos/gates.yml': gates('extends: acme/rules\n') }, []],
    [
      '3 where an address was not asked',
      3,
      { '.clos/project.yml': prototype, '.clos/evidence.yml': prototypeEvidence },
      [],
    ],
    [
      '0 where it was, and answered',
      0,
      { '.clos/project.yml': prototype, '.clos/evidence.yml': prototypeEvidence },
      ['--online'],
    ],
  ])('is %s', async (_why, code, files, options) => {
    const ended = await clos(folder(files), ['gate', 'check', ...options]);
    expect([ended.code, ended.out, ended.err]).toEqual([code, expect.any(String), expect.any(String)]);
    expect(code === 2 ? ended.err : ended.out).not.toBe('');
  });
});

describe('clos gate check', () => {
  test('tells what is missing first, each with what to do, and what to do next last', async () => {
    const evidence = 'version: 1\ncustomerInterviews: 2\nproblemValidation: true\n';
    const { out } = await clos(folder({ ...MET, '.clos/evidence.yml': evidence }), ['gate', 'check']);
    expect(out.split('\n')).toEqual([
      'Checkout  DISCOVERY → PROTOTYPE  .clos/project.yml',
      'Need more customer validation',
      '',
      '✗  At least 5 customer interviews  found: 2  .clos/evidence.yml:2:21',
      '   Fewer than 5 customers were interviewed.',
      '   → Talk to more customers and raise customerInterviews.',
      '✓  The problem is validated        true',
      '',
      '1 not met, 1 met.',
      'Next: mend what is marked ✗, then run `clos gate check` again.',
    ]);
  });

  test('says that no evidence is no evidence', async () => {
    const { out } = await clos(folder(NOT_MET), ['gate', 'check']);
    expect(out).toContain('no evidence: .clos/evidence.yml is not there');
  });

  test('when all holds, says what to write', async () => {
    const { out } = await clos(folder(MET), ['gate', 'check']);
    expect(out).toContain('Next: write `stage: PROTOTYPE` in .clos/project.yml and open a pull request.');
  });

  test('tells what only GitHub knows apart from what is not met', async () => {
    const { out } = await clos(folder(UNKNOWN), ['gate', 'check']);
    expect(out).toMatch(/^\? /m);
    expect(out).toMatch(/offline/);
    expect(out).not.toMatch(/^✗/m);
    expect(out).toContain('1 could not be evaluated');
  });

  test('asks addresses only with --online, each once', async () => {
    const files = { '.clos/project.yml': prototype, '.clos/evidence.yml': prototypeEvidence };
    const offline = await clos(folder(files), ['gate', 'check']);
    expect([offline.asked, offline.out]).toEqual([[], expect.stringMatching(/only `?--online`? asks it/i)]);
    const online = await clos(folder(files), ['gate', 'check', '--online']);
    expect(online.asked).toEqual(['https://shop.example/']);
    const explained = await clos(folder(files), ['gate', 'explain', '--online']);
    expect(explained.asked).toEqual(['https://shop.example/']);
  });

  test.each([
    [{ kind: 'silent', because: 'it answered 404' }, 1, 'it answered 404'],
    [{ kind: 'unknown', because: 'it could not be asked from here (EMFILE)' }, 3, 'EMFILE'],
  ] as const)('of an address that did not answer, says why: %j', async (answer, code, words) => {
    const files = { '.clos/project.yml': prototype, '.clos/evidence.yml': prototypeEvidence };
    const ended = await clos(folder(files), ['gate', 'check', '--online'], { answer });
    expect([ended.code, ended.out.toLowerCase()]).toEqual([
      code,
      expect.stringContaining(words.toLowerCase()),
    ]);
  });

  test('judges every project, or the one that is named', async () => {
    const path = folder({
      '.clos/projects/pay.yml': PROJECT,
      '.clos/projects/ship.yml': project('stage: GROWTH\n'),
      '.clos/projects/lost.yml': 'version: 2\n',
    });
    const all = await clos(path, ['gate', 'check', '--format', 'json']);
    const report = JSON.parse(all.out);
    expect([all.code, report.verdict]).toEqual([1, 'not-met']);
    expect(
      report.projects.map(({ project: slug, verdict }: Record<string, string>) => [slug, verdict]),
    ).toEqual([
      ['pay', 'not-met'],
      ['ship', 'met'],
    ]);
    expect(report.problems).toMatchObject(Array(3).fill({ file: '.clos/projects/lost.yml' }));
    expect((await clos(path, ['gate', 'check', '--project', 'ship'])).code).toBe(0);
    expect((await clos(path, ['gate', 'check', '--project', 'lost'])).code).toBe(3);
    const misspelt = await clos(path, ['gate', 'check', '--project', 'shipp']);
    expect(misspelt.err).toContain('Did you mean `ship`?');
  });

  test('says which files it passed over because their names are nearly right', async () => {
    const files = {
      ...MET,
      '.clos/gates.yaml': approved,
      '.clos/Project.yml': PROJECT,
      '.clos/notes.md': '',
    };
    const { out } = await clos(folder(files), ['gate', 'check']);
    expect(out).toContain('! .clos/gates.yaml:1:1  cli.unknown-file');
    expect(out).toContain('Did you mean `.clos/gates.yml`?');
    expect(out).not.toContain('notes.md');
  });

  test('T-7: compares the subject of evidence with the tree of the last commit', async () => {
    const rules = gates('evidence: { subject: src }\n');
    const path = repository({ ...MET, '.clos/gates.yml': rules, 'src/a.ts': 'a' });
    expect((await clos(path, ['gate', 'check'])).out).toContain('no commit to compare it with');
    git(path, 'add', '.');
    git(path, 'commit', '--quiet', '--message', 'first');
    expect((await clos(path, ['gate', 'check'])).code).toBe(1);
    const files = { '.clos/evidence.yml': `${EVIDENCE}subject: "${git(path, 'rev-parse', 'HEAD:src')}"\n` };
    const bound = repository({ ...MET, '.clos/gates.yml': rules, 'src/a.ts': 'a', ...files });
    git(bound, 'add', '.');
    git(bound, 'commit', '--quiet', '--message', 'first');
    expect((await clos(bound, ['gate', 'check'])).code).toBe(0);
  });

  test('lets nothing in a file steer the terminal', async () => {
    const files = { ...MET, '.clos/project.yml': 'version: 1\nname: "a\\u001b[2Jb"\nstage: DISCOVERY\n' };
    for (const command of [['gate', 'check'], ['gate', 'explain'], ['validate']]) {
      const { out } = await clos(folder(files), command);
      expect(out).not.toMatch(/[^\P{Cc}\n]/u);
    }
  });

  test('is coloured on terminals only, with the same words', async () => {
    const plain = await clos(folder(NOT_MET), ['gate', 'check']);
    const coloured = await clos(folder(NOT_MET), ['gate', 'check'], { colours: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
    const colour = /\u001b\[\d+m/g;
    expect(plain.out).not.toMatch(colour);
    expect(coloured.out).toMatch(colour);
    expect(coloured.out.replace(colour, '')).toBe(plain.out);
  });
});

describe('SARIF', () => {
  const ajv = new Ajv({ allErrors: true, strict: true });
  addFormats.default(ajv);
  const valid = ajv.compile(SARIF_SCHEMA);

  const sarif = async (files: Files) => {
    const { out } = await clos(folder(files), ['gate', 'check', '--format', 'sarif']);
    const log = JSON.parse(out);
    valid(log);
    expect(valid.errors ?? []).toEqual([]);
    return log.runs[0];
  };

  test.each<[string, Files, string[]]>([
    ['what holds', MET, []],
    ['what is missing', NOT_MET, ['error gate/customer-interviews', 'error gate/problem-validation']],
    ['what could not be told', UNKNOWN, ['warning gate/approvals']],
    ['broken rules', BROKEN, ['error config.unknown-key']],
    [
      'what is hardly meant',
      { ...MET, '.clos/evidence.yml': `${EVIDENCE}more: 1\n` },
      ['note config.unknown-key'],
    ],
  ])('of %s keeps to the schema', async (_what, files, wanted) => {
    const { results, tool } = await sarif(files);
    const told = results.map(({ level, ruleId }: Record<string, string>) => `${level} ${ruleId}`);
    expect(told).toEqual(wanted);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  test('points at the line of the evidence', async () => {
    const evidence = 'version: 1\ncustomerInterviews: 2\nproblemValidation: true\n';
    const { results } = await sarif({ ...MET, '.clos/evidence.yml': evidence });
    expect(results).toMatchObject([
      {
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: '.clos/evidence.yml' },
              region: { startLine: 2, startColumn: 21 },
            },
          },
        ],
      },
    ]);
  });

  test('keeps the fingerprint while lines move, and gives every row its own', async () => {
    const prints = async (evidence: string): Promise<string[]> => {
      const { results } = await sarif({ ...MET, '.clos/evidence.yml': evidence });
      return results.map((one: { partialFingerprints: unknown }) => JSON.stringify(one.partialFingerprints));
    };
    const first = await prints('version: 1\ncustomerInterviews: 2\nproblemValidation: false\n');
    expect(await prints('# moved\nversion: 1\nproblemValidation: false\ncustomerInterviews: 3\n')).toEqual(
      first,
    );
    expect(new Set(first).size).toBe(2);
  });

  test('the schema refuses what SARIF does not know', () => {
    expect(valid({ version: '2.1.0', runs: [{ tool: { driver: { name: 'clos' } }, results: [{}] }] })).toBe(
      false,
    );
  });
});

describe('clos gate explain', () => {
  test('shows files, rules with where they come from, and every stage', async () => {
    const path = folder({ ...MET, '.clos/gates.yml': gates('mode: warn\n') });
    const { code, out } = await clos(path, ['gate', 'explain']);
    expect(code).toBe(0);
    expect(out).toMatch(/rules +\.clos\/gates\.yml +[0-9a-f]{10}/);
    expect(out).toMatch(/mode +\.clos\/gates\.yml:2:1 +warn/);
    expect(out).toMatch(/gates\.DISCOVERY +default +2 criteria/);
    expect(out).toContain('DISCOVERY → PROTOTYPE  ← it is here');
    expect(out).toContain('PROTOTYPE → MINIMUM_REMARKABLE');
    expect(out).toMatch(/asks +evidence\.customerInterviews >= 5 +default/);
    expect(out).toMatch(/found +7 +\.clos\/evidence\.yml:2:21/);
    expect(out).toContain('Nothing was written.');
  });

  test('without rules that can be read, says why and judges nothing', async () => {
    const { code, out } = await clos(folder(BROKEN), ['gate', 'explain']);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('They cannot be read whole, so nothing is judged.'),
    ]);
    expect(out).toContain('.clos/gates.yml:2:1  config.unknown-key');
  });

  test('without a project, says how to get one', async () => {
    const { code, err } = await clos(folder(), ['gate', 'explain']);
    expect([code, err]).toEqual([2, expect.stringContaining('Run `clos init`')]);
  });
});
