// Names of projects and pods out of titles that say anything.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { projectName, projectSlug, slugOf } from '../../../src/core/ideas/slug.ts';
import { pathFault } from '../../../src/policy/project-path.ts';
import { MARKUP, MENTIONS } from '../render/hostile.ts';

const NONE: ReadonlySet<string> = new Set();

describe('a slug', () => {
  test.each([
    ['Pay by invoice', 'pay-by-invoice'],
    ['Pay later, für alle!', 'pay-later-fur-alle'],
    ['Straße', 'strasse'],
    ['ÉCOLE №5', 'ecole-no5'],
    ['  --a--b--  ', 'a-b'],
    ['ＡＢＣ', 'abc'],
    ['a\u200bb', 'ab'],
    ['../../etc/passwd', 'etc-passwd'],
    ['x'.repeat(100), 'x'.repeat(40)],
    [`${'x'.repeat(39)} y`, 'x'.repeat(39)],
    ['支払い', ''],
    ['שלום', ''],
    ['🚀🚀', ''],
    ['', ''],
  ])('of %j is %j', (text, slug) => expect(slugOf(text)).toBe(slug));
});

describe('the name of a project', () => {
  test.each([
    ['[Idea]: Pay by invoice', 'Pay by invoice'],
    ['[IDEA] Pay', 'Pay'],
    ['[idea] - Pay', 'Pay'],
    ['[idea]Pay', 'Pay'],
    ['Idea: Pay', 'Pay'],
    ['idea - Pay', 'Pay'],
    ['Idea – Pay', 'Pay'],
    ['Idea-driven planning', 'Idea-driven planning'],
    ['Ideas: a board', 'Ideas: a board'],
    ['Ideal: payments', 'Ideal: payments'],
    ['Idea board', 'Idea board'],
    ['支払い', '支払い'],
    ['  a\nb\t c ', 'a b c'],
    ['\u202ePay\u200b', 'Pay'],
    ['[Idea]: ', 'Idea 12'],
    ['Idea:', 'Idea 12'],
    ['\u200b', 'Idea 12'],
  ])('of %j is %j', (title, name) => expect(projectName(title, 12)).toBe(name));

  test('is cut at 80, and never inside a character', () => {
    expect(projectName('x'.repeat(60_000), 12)).toBe(`${'x'.repeat(79)}…`);
    const rockets = projectName('🚀'.repeat(60), 12);
    expect(rockets.length).toBeLessThanOrEqual(80);
    expect(rockets.isWellFormed()).toBe(true);
  });
});

describe('the slug of a project', () => {
  test.each([
    ['Pay by invoice', [], 'pay-by-invoice'],
    ['Pay by invoice', ['pay-by-invoice'], 'pay-by-invoice-12'],
    ['Pay by invoice', ['pay-by-invoice', 'pay-by-invoice-12'], 'pay-by-invoice-12-2'],
    ['Pay by invoice', ['pay-by-invoice', 'pay-by-invoice-12', 'pay-by-invoice-12-2'], 'pay-by-invoice-12-3'],
    ['x'.repeat(80), ['x'.repeat(40)], `${'x'.repeat(37)}-12`],
    ['支払い', [], 'idea-12'],
    ['🚀', [], 'idea-12'],
    ['Idea', [], 'idea-12'],
    // `.clos/project.yml` is the project `project`.
    ['Project', [], 'project-12'],
  ])('of %j beside %j is %j', (name, taken, slug) => {
    expect(projectSlug(name, 12, new Set(taken))).toBe(slug);
  });

  const units = fc.constantFrom(
    ...[
      'a',
      'B',
      '9',
      '-',
      '--',
      ' ',
      'é',
      'ß',
      '支',
      'ש',
      '\u202e',
      '\u200b',
      '🚀',
      '\ud800',
      '/',
      '.',
      '\n',
      '…',
      'İ',
    ],
  );
  const titles = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.array(units, { maxLength: 120 }).map((all) => all.join('')),
    fc.constantFrom(...MENTIONS, ...MARKUP),
  );

  test('is a name that a project file may have, and that no other has', () => {
    fc.assert(
      fc.property(titles, fc.integer({ min: 1, max: 2_000_000_000 }), fc.nat(4), (title, number, others) => {
        const name = projectName(title, number);
        const taken = new Set<string>();
        for (let at = 0; at < others; at += 1) taken.add(projectSlug(name, number, taken));
        expect(taken.size).toBe(others);
        const slug = projectSlug(name, number, taken);
        expect(pathFault(`.clos/projects/${slug}.yml`)).toBeNull();
        expect(slug.length).toBeLessThanOrEqual(40);
        expect(taken.has(slug)).toBe(false);
        expect(projectSlug(name, number, NONE)).toBe(projectSlug(name, number, NONE));
      }),
      { numRuns: 1_000 },
    );
  });

  test('a pod or a project is named by one line that can be read', () => {
    fc.assert(
      fc.property(titles, (title) => {
        const name = projectName(title, 12);
        expect(name).toMatch(/^\S(?:.*\S)?$/u);
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u);
        expect(name.length).toBeLessThanOrEqual(80);
        expect(slugOf(title)).toMatch(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/);
      }),
      { numRuns: 1_000 },
    );
  });
});
