// What docs/ideas.md says is true: its example is read and scored as it tells, and its tables are the code's.
// Its table of keys and its `ideas.yml` are looked at by test/configuration-docs.test.ts.

import { describe, expect, test } from '@jest/globals';
import { spokenIn } from '../src/core/commands/spoken.ts';
import { commands, worksOn } from '../src/core/commands/table.ts';
import { understand } from '../src/core/commands/understand.ts';
import { DEFAULT_FIELDS, DEFAULT_IDEA_RULES } from '../src/core/ideas/defaults.ts';
import { STATUSES } from '../src/core/ideas/model.ts';
import { TERMS } from '../src/core/ideas/rules.ts';
import { score } from '../src/core/ideas/score.ts';
import { THRESHOLD } from '../src/core/ideas/similar.ts';
import { IDEA_EVENTS, nextStatus } from '../src/core/ideas/status.ts';
import { readIdea } from '../src/webhooks/issue/idea.ts';
import { pageOf } from './support/documents.ts';

const NOW = '2026-11-20T12:00:00.000Z';

const page = pageOf('ideas.md');
const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(page.text)?.[1] ?? '';
/** A word's cells, the word without backquotes. */
const told = (head: string) => page.rows(head).map((row) => row.map((cell) => cell.replaceAll('`', '')));

const asked = (body: string) => {
  const { fields, evidence } = readIdea(body, DEFAULT_IDEA_RULES, null);
  return score({ fields, evidence, votes: { up: 0, down: 0 }, overrides: [] }, DEFAULT_IDEA_RULES);
};
const points = (body: string, term: string) => asked(body).rows.find((row) => row.term === term)?.points;

describe('docs/ideas.md', () => {
  test('has an issue that scores what is said of it', () => {
    const scored = asked(block('markdown'));
    expect(scored).toMatchObject({ value: 7, gaps: [], evidence: 2 });
    expect(scored.rows.map((row) => row.points)).toEqual([8, 7, 6]);
  });

  test('names every field with its headings', () => {
    const fields = Object.entries(DEFAULT_FIELDS).map(([name, { headings, required }]) => [
      name,
      headings.join(', '),
      required ? 'yes' : 'no',
    ]);
    expect(told('field').map((row) => row.slice(0, 3))).toEqual(fields);
  });

  test('names the words of every scale', () => {
    const { impact, confidence, effort } = DEFAULT_IDEA_RULES.scales;
    const scale = (head: string) => Object.fromEntries(told(head).map(([word, of]) => [word, Number(of)]));
    expect(scale('word of impact or confidence')).toEqual(impact);
    expect(scale('word of impact or confidence')).toEqual(confidence);
    expect(scale('word of effort')).toEqual(effort);
  });

  test('tells how easy so many weeks are, and one more is not', () => {
    const rows = told('weeks, at most');
    const most = rows.map(([weeks = '']) => Number(weeks === 'more' ? 1_000 : weeks));
    for (const [index, [, ease]] of rows.entries()) {
      expect(points(`### Effort\n\n${most[index]} weeks`, 'ease')).toBe(Number(ease));
      const above = (most[index - 1] ?? 0) + 0.01;
      expect(points(`### Effort\n\n${above} weeks`, 'ease')).toBe(Number(ease));
    }
  });

  test('tells how sure evidence makes', () => {
    for (const [pieces = '', confidence] of told('pieces of evidence')) {
      const list = (count: number) => `### Evidence\n\n${'- a\n'.repeat(count)}`;
      expect(points(list(Number.parseInt(pieces, 10)), 'confidence')).toBe(Number(confidence));
      if (pieces.endsWith('more')) expect(points(list(50), 'confidence')).toBe(Number(confidence));
    }
  });

  test.each([
    ['8', 'Impact', 8],
    ['8/10', 'Impact', 8],
    ['80 %', 'Impact', 8],
    ['3 weeks', 'Effort', 3],
    ['2-3 months', 'Effort', 12],
    ['5d', 'Effort', 1],
    ['4', 'Effort', 4],
  ])('%s below %s is understood as it says', (answer, heading, amount) => {
    const rows = asked(`### ${heading}\n\n${answer}`).rows;
    expect(rows.map((row) => row.amount)).toContain(amount);
  });

  test('names every formula, part, band and label', () => {
    expect(told('formula').map(([name]) => name)).toEqual(['ice', 'rice', 'weights']);
    expect(told('part').map(([name]) => name)).toEqual(TERMS);
    const { bands, labels } = DEFAULT_IDEA_RULES;
    expect(told('score').map(([from, , label]) => [from, label])).toEqual([
      [`${bands.approved} and more`, labels.approved],
      [`${bands.review} and more`, labels.review],
      ['below', labels['needs-work']],
    ]);
    expect(page.text).toContain(`\`${THRESHOLD}\``);
  });

  test('has the table of statuses', () => {
    expect(told('status').map(([name]) => name)).toEqual(STATUSES);
    expect(page.text).toContain(`| from | ${IDEA_EVENTS.join(' | ')} |`);
    expect(told('from')).toEqual(
      STATUSES.map((status) => [status, ...IDEA_EVENTS.map((event) => nextStatus(status, event))]),
    );
  });

  test('has commands that mean something on an idea, and names all that do', () => {
    for (const line of block('text').trimEnd().split('\n')) {
      const spoken = spokenIn(line);
      expect([line, spoken && understand(spoken, NOW).kind]).toEqual([line, 'understood']);
    }
    const names = Object.values(commands).filter((one) => worksOn(one, 'idea'));
    expect(names.filter(({ name }) => !page.text.includes(`\`${name}\``))).toEqual([]);
  });
});
