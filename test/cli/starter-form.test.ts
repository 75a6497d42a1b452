// The issue form that `clos init` writes, and that this repository uses: what it asks is what the ledger reads and scores.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { STARTER_FILES } from '../../src/cli/starter/files.ts';
import { amountOf } from '../../src/core/ideas/amounts.ts';
import { DEFAULT_IDEA_RULES } from '../../src/core/ideas/defaults.ts';
import type { FactorName } from '../../src/core/ideas/model.ts';
import { readIssueForm } from '../../src/policy/issue-form.ts';
import { readIdea } from '../../src/webhooks/issue/idea.ts';

const PATH = '.github/ISSUE_TEMPLATE/idea.yml';
const text = STARTER_FILES.find(({ path }) => path === PATH)?.text('Checkout') ?? '';
const { form, problems } = readIssueForm(PATH, text);
const inputs = form?.inputs ?? [];

const optionsOf = (field: FactorName): readonly string[] =>
  inputs.find(({ id }) => id === field)?.options ?? [];

const amounts = (field: FactorName): unknown[] =>
  optionsOf(field).map((option) => amountOf(option, field, DEFAULT_IDEA_RULES));

/** As GitHub writes an issue made by the form. */
const written = (choice: (options: readonly string[]) => string): string =>
  inputs
    .map(({ label, options }) => `### ${label}\n\n${options.length > 0 ? choice(options) : 'Words.'}\n`)
    .join('\n');

describe('the form of ideas', () => {
  test('is the one that this repository uses itself', () => {
    expect(readFileSync(join(import.meta.dirname, '../..', PATH), 'utf8')).toBe(text);
  });

  test('is read without a problem, and labels its issues as ideas', () => {
    expect([problems, form?.labels]).toEqual([[], [DEFAULT_IDEA_RULES.label]]);
  });

  test('has the name of a field as id of each input, and asks for all that must be answered', () => {
    expect(inputs.map(({ id, label }) => [id, label])).toEqual([
      ['problem', 'Problem Statement'],
      ['solution', 'Proposed Solution'],
      ['impact', 'Expected Impact'],
      ['effort', 'Estimated Effort'],
      ['evidence', 'Evidence'],
      ['pod', 'Pod'],
    ]);
    const asked = inputs.filter(({ required }) => required).map(({ id }) => id);
    const needed = Object.entries(DEFAULT_IDEA_RULES.fields).filter(([, { required }]) => required);
    expect(asked).toEqual(needed.map(([field]) => field));
  });

  test('has an explanation with commas behind the word of each option', () => {
    for (const field of ['impact', 'effort'] as const) {
      expect(optionsOf(field)).toHaveLength(5);
      for (const option of optionsOf(field)) expect(option).toContain(', ');
    }
  });

  test('counts every option by the word it begins with', () => {
    const read = (values: readonly number[]) => values.map((value) => ({ state: 'read', value }));
    expect(amounts('impact')).toEqual(read([10, 8, 5, 2, 1]));
    expect(amounts('effort')).toEqual(read([0.4, 1, 4, 13, 26]));
  });

  test.each([0, 1, 2, 3, 4])('is read back from an issue, with option %d of each choice', (index) => {
    const { fields, shaped } = readIdea(
      written((options) => options[index] ?? ''),
      DEFAULT_IDEA_RULES,
      form,
    );
    expect(shaped).toBe(true);
    const said = Object.fromEntries(fields.map(({ field, reading }) => [field, reading]));
    expect(said).toMatchObject({
      problem: { state: 'read', value: 'Words.' },
      impact: { state: 'read', value: optionsOf('impact')[index] },
      effort: { state: 'read', value: optionsOf('effort')[index] },
    });
  });
});
