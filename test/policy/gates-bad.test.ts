// F6, by hand: what is wrong in gates, projects and evidence is told with code, file, line, column and what to do, and nothing of
// a broken file is used.

import { describe, expect, test } from '@jest/globals';
import { DEFAULT_RULES } from '../../src/core/gates/defaults.ts';
import type { ConfigurationProblem } from '../../src/core/policy.ts';
import { readEvidence } from '../../src/policy/evidence.ts';
import { NO_GATE_LAYER } from '../../src/policy/gate-layer.ts';
import { readGates } from '../../src/policy/gates.ts';
import { resolveGates } from '../../src/policy/gates-resolve.ts';
import { readProjects } from '../../src/policy/projects.ts';
import { BAD_EVIDENCE, BAD_GATES, BAD_JSON, BAD_PROJECTS, type Bad } from './gates-bad.ts';
import { plainFile } from './tree.ts';

type Read = (text: string) => readonly ConfigurationProblem[];

const evidenceIn =
  (path: string): Read =>
  (text) => {
    const reading = readEvidence([plainFile(path, text)], path, DEFAULT_RULES.evidence.schema);
    expect(reading).not.toHaveProperty('value');
    return reading.kind === 'broken' ? reading.problems : [];
  };

function gates(text: string): readonly ConfigurationProblem[] {
  const reading = readGates('.clos/gates.yml', text);
  if (!reading.ok) return reading.problems;
  const { rules, problems } = resolveGates(NO_GATE_LAYER, reading.layer);
  expect(rules).toBeNull();
  return problems;
}

function project(text: string): readonly ConfigurationProblem[] {
  const [reading] = readProjects([plainFile('.clos/project.yml', text)], DEFAULT_RULES.stages);
  expect(reading).not.toHaveProperty('project');
  return reading?.kind === 'broken' ? reading.problems : [];
}

const FILES: readonly (readonly [path: string, bad: readonly Bad[], read: Read])[] = [
  ['.clos/gates.yml', BAD_GATES, gates],
  ['.clos/project.yml', BAD_PROJECTS, project],
  ['.clos/evidence.yml', BAD_EVIDENCE, evidenceIn('.clos/evidence.yml')],
  ['.clos/evidence.json', BAD_JSON, evidenceIn('.clos/evidence.json')],
];

describe.each(FILES)('F6 a broken %s', (path, bad, read) => {
  test.each(bad)('with %s names every problem, its place and what to do', (_, text, mend, ...expected) => {
    const problems = read(text);
    expect(problems.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual(expected);
    expect(problems[0]?.mend).toContain(mend);
    for (const problem of problems) {
      expect(problem.file).toBe(path);
      expect(problem.message).toMatch(/^\S.*\.$/s);
      expect(problem.mend).toMatch(/^\S.*\.$|\?$/s);
    }
  });

  test('is written in ways that differ', () => {
    expect(new Set(bad.map(([title]) => title)).size).toBe(bad.length);
    expect(new Set(bad.map(([, text]) => text)).size).toBe(bad.length);
  });
});
