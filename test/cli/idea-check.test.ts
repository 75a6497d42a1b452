// `clos idea check` tells before anybody else what an issue is read to say, and echoes nothing that looks like a secret.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { STARTER_FILES } from '../../src/cli/starter/files.ts';
import { clos, folder, repository } from './support.ts';

const RULES = '.clos/ideas.yml';
const FORM = '.github/ISSUE_TEMPLATE/idea.yml';
const starter = (path: string): string => STARTER_FILES.find((file) => file.path === path)?.text('A') ?? '';

const BODY = `### Problem Statement

Customers leave when they cannot pay by invoice.

### Proposed Solution

Offer invoices with thirty days to pay.

### Expected Impact

High, many people would notice it, and some would pay more or stay

### Estimated Effort

Days, up to one week

### Evidence

- Five customers asked
- https://example.com/survey

### Pod

_No response_
`;

const FILES = { [RULES]: starter(RULES), [FORM]: starter(FORM), 'idea.md': BODY };

const check = (files: Readonly<Record<string, string>>, ...argv: string[]) =>
  clos(folder({ ...FILES, ...files }), ['idea', 'check', 'idea.md', ...argv]);

describe('clos idea check', () => {
  test('shows each field, and how the score comes about', async () => {
    const { code, out } = await check({});
    expect(out.split('\n')).toEqual([
      `8 of 10: approved  by ${FORM}`,
      '',
      '✓  Problem Statement  Customers leave when they cannot pay by invoice.',
      '✓  Proposed Solution  Offer invoices with thirty days to pay.',
      '✓  Expected Impact    High, many people would notice it, and some would pay more or stay',
      '✓  Estimated Effort   Days, up to one week',
      '✓  Evidence           - Five customers asked - https://example.com/survey',
      '-  Pod                nothing, and nothing is required',
      '',
      'ICE: the average of impact, confidence and ease',
      'Part               What was said                                                       Counts   Points  Weight',
      'Impact             High, many people would notice it, and some would pay more or stay  8 of 10  8       33 %',
      'Confidence         2 pieces of evidence                                                7 of 10  7       33 %',
      'Ease, from effort  Days, up to one week                                                1 week   9       33 %',
      '',
      '4 required fields, none missing.',
      'Next: open the issue.',
    ]);
    expect(code).toBe(0);
  });

  test('reads what is piped in', async () => {
    const { code, out } = await clos(folder(FILES), ['idea', 'check', '-'], { input: BODY });
    expect([code, out]).toEqual([0, expect.stringContaining('8 of 10: approved')]);
  });

  test('finds rules and form from a folder inside the repository', async () => {
    const path = repository({ ...FILES, 'notes/idea.md': BODY });
    const { code, out } = await clos(join(path, 'notes'), ['idea', 'check', 'idea.md']);
    expect([code, out]).toEqual([0, expect.stringContaining(`by ${FORM}`)]);
  });

  test.each([
    ['a heading that is gone', '### Estimated Effort', '### How long', 'There is no such heading'],
    ['an answer that was left out', 'Days, up to one week', '_No response_', 'Nothing stands below'],
    ['no choice of the form', 'Days, up to one week', 'Soon', 'is not one of the choices'],
  ])('ends with 1 for %s', async (_, from, to, why) => {
    const { code, out } = await check({ 'idea.md': BODY.replace(from, to) });
    expect([code, out]).toEqual([1, expect.stringMatching(/^✗ {2}Estimated Effort {3}/m)]);
    expect(out).toContain(why);
    expect(out).toContain('1 required field missing.');
  });

  test('a low score is no failure', async () => {
    const low = BODY.replace(/High,.*/, 'Very low, nice to have, and nobody asked');
    const { code, out } = await check({ 'idea.md': low });
    expect([code, out]).toEqual([0, expect.stringContaining('5.7 of 10: needs work')]);
  });

  test('what is no idea at all is told how to become one', async () => {
    const { code, out } = await check({ 'idea.md': 'Hello.\n' });
    expect([code, out]).toEqual([1, expect.stringContaining('such as `### Problem Statement`.')]);
  });

  test('scores by the rules of the repository, and without a form by headings', async () => {
    const rules = 'version: 1\nform: none.yml\nscore: { formula: weights, weights: { impact: 1 } }\n';
    const { code, out } = await check({ [RULES]: rules });
    expect([code, out]).toEqual([0, expect.stringContaining('8 of 10: approved  by headings alone')]);
    expect(out).toContain('The average by the weights of ideas.yml');
    expect(out).toContain(`! ${RULES}:2:7  cli.no-form`);
  });

  test('T-105: names the kind of a secret, and shows it nowhere', async () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    for (const argv of [[], ['--json']]) {
      const { code, out } = await check(
        { 'idea.md': BODY.replace('invoice.', `invoice: ${secret}`) },
        ...argv,
      );
      expect([code, out]).toEqual([0, expect.stringContaining('GitHub token')]);
      expect(out).not.toContain(secret.slice(4, 20));
    }
  });

  test('nothing in the text can steer the terminal', async () => {
    const { out } = await check({ 'idea.md': BODY.replace('Offer', '\u001b[31mOffer\u202e\u0007') });
    expect(out).toContain('[31mOffer');
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('prints JSON for programs', async () => {
    const { code, out } = await check({}, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      form: FORM,
      shaped: true,
      score: { value: 8, band: 'approved', gaps: [] },
      redacted: [],
    });
  });

  test.each([
    [RULES, 'version: 1\nmode: soft\n', `${RULES}:2:7  config.invalid-value`],
    [FORM, 'body: 1\n', `${FORM}:1:7  config.wrong-type`],
  ])('ends with 2 when %s is broken, and scores nothing by it', async (path, text, place) => {
    const { code, out } = await check({ [path]: text });
    expect([code, out]).toEqual([2, expect.stringContaining(`✗ ${place}`)]);
    expect(out).toContain('Nothing was scored.');
  });

  test('ends with 3 when rules lie elsewhere: half of them score nothing', async () => {
    const { code, out } = await check({ [RULES]: 'version: 1\nextends: acme/rules\n' });
    expect([code, out]).toEqual([3, expect.stringContaining('cli.extends-elsewhere')]);
  });

  test.each([
    ['nowhere.md', 'There is no nowhere.md.'],
    ['notes', 'notes is no file.'],
    ['long.md', 'longer than any issue'],
    ['-', 'no standard input'],
  ])('%j is wrong usage', async (file, words) => {
    const path = folder({ ...FILES, 'long.md': 'x'.repeat(1024 * 1024 + 1) });
    mkdirSync(join(path, 'notes'));
    const { code, err } = await clos(path, ['idea', 'check', file]);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });
});
