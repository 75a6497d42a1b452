// `clos validate` reads the rules of ideas and their issue form together: what the form asks should be what the rules count.

import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { STARTER_FILES } from '../../src/cli/starter/files.ts';
import { clos, folder } from './support.ts';

const RULES = '.clos/ideas.yml';
const FORM = '.github/ISSUE_TEMPLATE/idea.yml';
const starter = (path: string): string => STARTER_FILES.find((file) => file.path === path)?.text('A') ?? '';
const GOOD = { [RULES]: 'version: 1\n', [FORM]: starter(FORM) };

const validate = (files: Readonly<Record<string, string>>, ...paths: string[]) =>
  clos(folder(files), ['validate', ...paths]);

describe('clos validate', () => {
  test('names the rules of ideas, and the form that goes with them', async () => {
    const { code, out } = await validate(GOOD);
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 4)).toEqual([
      `✓  ${RULES}                  ideas`,
      `✓  ${FORM}  issue form`,
      '',
      '2 files, no problem.',
    ]);
  });

  test('leaves the form alone where there are no rules of ideas, or others are named', async () => {
    const { [RULES]: _, ...rest } = { ...GOOD, '.clos/config.yml': 'version: 1\n', [FORM]: 'body: 1\n' };
    expect((await validate(rest)).out).toContain('1 file, no problem.');
    expect((await validate({ ...rest, ...GOOD }, '.clos/config.yml')).out).not.toContain(FORM);
    expect((await validate({ ...rest, ...GOOD }, RULES)).out).toContain(FORM);
  });

  test.each<[string, string, string, string]>([
    [RULES, 'version: 1\nscore: { formula: rise }\n', '2:19  config.invalid-value', '`rice`'],
    [RULES, 'version: 1\nbands: { approved: 6, review: 8 }\n', '2:31  config.out-of-range', 'less than 6'],
    [RULES, 'version: 1\nscale: {}\n', '2:1  config.unknown-key', 'Did you mean `scales`?'],
    [FORM, 'name: Idea\n', '1:1  config.missing-key', '`body` is missing'],
    [FORM, 'name: Idea\nbody: no\n', '2:7  config.wrong-type', 'Begin each input with a dash'],
    [FORM, 'body:\n\t- type: input\n', '2:1  config.tab', ''],
  ])('%s: %j is a problem in its place', async (path, text, place, words) => {
    const { code, out } = await validate({ ...GOOD, [path]: text });
    expect([code, out]).toEqual([1, expect.stringContaining(`✗ ${path}:${place}`)]);
    expect(out).toContain(words);
    expect(out).toMatch(/^ {2}→ /m);
    expect(out).toContain('1 problem in ');
  });

  test.each<[string, string, string, string]>([
    ['an option that counts nothing', '- Very high, such', '- Huge, such', '27:11  cli.option-not-counted'],
    ['another label', 'labels: [idea]', 'labels: [proposal]', '5:1  cli.form-without-label'],
  ])('of a form with %s, says so and ends well', async (_, from, to, told) => {
    const { code, out } = await validate({ ...GOOD, [FORM]: starter(FORM).replace(from, to) });
    expect(code).toBe(0);
    expect(out).toContain(`! ${FORM}:${told}`);
  });

  test.each([
    ['id: effort', 'id: size'],
    ['label: Estimated Effort', 'label: Size'],
  ])('finds the input of a field by its id or its label: %j as %j changes nothing', async (from, to) => {
    const { code, out } = await validate({ ...GOOD, [FORM]: starter(FORM).replace(from, to) });
    expect([code, out]).toEqual([0, expect.not.stringContaining('!')]);
  });

  test('of a form that does not ask what every idea must say, says so', async () => {
    const text = starter(FORM).replace('id: effort', 'id: size').replace('Estimated Effort', 'Size');
    const { code, out } = await validate({ ...GOOD, [FORM]: text });
    expect([code, out]).toEqual([0, expect.stringContaining(`! ${FORM}:6:1  cli.form-without-field`)]);
    expect(out).toContain('Give an input the id `effort`, or the label `Estimated Effort`.');
  });

  test('follows the name of the form, and tells one that is not there', async () => {
    const other = { [RULES]: 'version: 1\nform: proposal.yml\n', [FORM]: 'body: 1\n' };
    const { code, out } = await validate(other);
    expect([code, out]).toEqual([0, expect.stringContaining(`! ${RULES}:2:7  cli.no-form`)]);
    const named = await validate({ ...other, '.github/ISSUE_TEMPLATE/proposal.yml': 'body: 1\n' });
    expect([named.code, named.out]).toEqual([1, expect.stringContaining('proposal.yml:1:7  config.wrong')]);
  });

  test('with rules that lie elsewhere, says so and does not hold the form against half of them', async () => {
    const files = { ...GOOD, [RULES]: 'version: 1\nextends: acme/rules\n' };
    const { code, out } = await validate({ ...files, [FORM]: starter(FORM).replace('[idea]', '[x]') });
    expect([code, out]).toEqual([0, expect.stringContaining(`! ${RULES}:2:10  cli.extends-elsewhere`)]);
    expect(out).not.toContain('cli.form-without-label');
  });

  test('T-13: opens no form through a symbolic link, be it the file or a folder above it', async () => {
    const outside = folder({ 'ISSUE_TEMPLATE/idea.yml': starter(FORM) });
    const linked = folder({ [RULES]: 'version: 1\n' });
    symlinkSync(outside, join(linked, '.github'));
    const file = folder({ [RULES]: 'version: 1\n' });
    mkdirSync(join(file, '.github/ISSUE_TEMPLATE'), { recursive: true });
    symlinkSync(join(outside, 'ISSUE_TEMPLATE/idea.yml'), join(file, FORM));
    for (const path of [linked, file])
      expect(await clos(path, ['validate'])).toMatchObject({
        code: 1,
        out: expect.stringContaining('config.not-a-file'),
      });
  });
});
