// How the history of stages follows the default branch.

import { describe, expect, test } from '@jest/globals';
import { movesSince, type Standing } from '../../../src/core/gates/history.ts';
import type { Project, ProjectReading } from '../../../src/core/gates/model.ts';

const AT = { file: '.clos/project.yml', line: 1, column: 1 };

const shown = (slug: string, stage: string): ProjectReading => {
  const path = `.clos/projects/${slug}.yml`;
  const at = { stage: AT, evidence: AT, reason: AT };
  const project: Project = {
    slug,
    path,
    blobSha: 'b',
    name: slug,
    pod: null,
    stage,
    evidence: '.clos/evidence.yml',
    reason: null,
    paths: null,
    at,
  };
  return { kind: 'project', project };
};

const broken = (slug: string): ProjectReading => ({ kind: 'broken', slug, path: 'p', problems: [] });

const known = (slug: string, stage: string, present = true): Standing => ({
  slug,
  name: slug,
  pod: null,
  stage,
  present,
});

describe('how projects moved', () => {
  test.each<[string, readonly Standing[], readonly ProjectReading[], readonly (string | null)[][]]>([
    ['nobody moves where nothing changed', [known('a', 'IDEA')], [shown('a', 'IDEA')], []],
    ['a new file is a new project', [], [shown('a', 'IDEA')], [['a', null, 'IDEA']]],
    ['another stage is a move', [known('a', 'IDEA')], [shown('a', 'GROWTH')], [['a', 'IDEA', 'GROWTH']]],
    ['back is a move too', [known('a', 'GROWTH')], [shown('a', 'IDEA')], [['a', 'GROWTH', 'IDEA']]],
    ['a deleted file ends it', [known('a', 'IDEA')], [], [['a', 'IDEA', null]]],
    ['what ended stays ended', [known('a', 'IDEA', false)], [], []],
    ['what comes back begins anew', [known('a', 'IDEA', false)], [shown('a', 'IDEA')], [['a', null, 'IDEA']]],
    ['a broken file moves nobody', [known('a', 'IDEA')], [broken('a')], []],
    [
      'each for itself',
      [known('a', 'IDEA'), known('b', 'IDEA')],
      [shown('b', 'GROWTH'), shown('c', 'IDEA')],
      [
        ['b', 'IDEA', 'GROWTH'],
        ['c', null, 'IDEA'],
        ['a', 'IDEA', null],
      ],
    ],
  ])('%s', (_, before, now, moves) => {
    expect(movesSince(before, now).map(({ project, from, to }) => [project.slug, from, to])).toEqual(moves);
  });
});
