// What no `.clos/` file may hold is refused where it stands, also behind an escape, in every kind of file: saved, it would fail for ever.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_STAGES, type EvidenceSchema } from '../../src/core/gates/model.ts';
import type { ConfigurationProblem } from '../../src/core/policy.ts';
import { configFile } from '../../src/policy/config.ts';
import { readEvidence } from '../../src/policy/evidence.ts';
import { gatesFile } from '../../src/policy/gates.ts';
import { ideasFile } from '../../src/policy/ideas.ts';
import type { FileKind } from '../../src/policy/kind.ts';
import { LIMITS } from '../../src/policy/limits.ts';
import { orgFile } from '../../src/policy/org.ts';
import { readProjects } from '../../src/policy/projects.ts';
import { readFile } from '../../src/policy/read.ts';
import { expectAlways } from './fuzzing.ts';
import { plainFile } from './tree.ts';

/** `@` is where an escape is put: in values and in keys. */
const kind = (file: FileKind, text: string) => {
  return {
    name: file.name,
    text,
    problems: (given: string): readonly ConfigurationProblem[] => {
      const reading = readFile(file, file.path, given, LIMITS);
      return reading.ok ? [] : reading.problems;
    },
  };
};

const SCHEMA: EvidenceSchema = { type: 'object', properties: { title: { type: 'string' } } };

const evidence = (path: string, text: string) => ({
  name: path,
  text,
  problems: (given: string): readonly ConfigurationProblem[] => {
    const reading = readEvidence([plainFile(path, given)], path, SCHEMA);
    return reading.kind === 'broken' ? reading.problems : [];
  },
});

const FILES = [
  kind(configFile, 'version: 1\n"mo@de": "wa@rn"\nextends: ["acme/@rules"]\n'),
  kind(orgFile, 'version: 1\npods:\n  - { slug: web, name: "We@b", "repo@sitories": ["sh@op"] }\n'),
  kind(gatesFile, 'version: 1\nrequires: [{ paths: ["pay@/**"], "sta@ge": BUILD, reason: "Mo@ney" }]\n'),
  kind(ideasFile, 'version: 1\n"lab@el": "id@ea"\n'),
  {
    name: 'project',
    text: 'version: 1\n"na@me": "Sh@op"\nstage: DISCOVERY\n"reason": "so@"\n',
    problems: (given: string): readonly ConfigurationProblem[] =>
      readProjects([plainFile('.clos/project.yml', given)], DEFAULT_STAGES).flatMap((one) =>
        one.kind === 'broken' ? one.problems : [],
      ),
  },
  evidence('.clos/evidence.yml', '"ti@tle": "Sh@op"\n'),
  evidence('.clos/evidence.json', '{\n  "ti@tle": "Sh@op"\n}\n'),
];

const GOOD = 'version: 1\npods: [{ slug: web, name: "\\ud83d\\ude00 A\\tB", repositories: [shop] }]\n';

/** As an escape that both YAML and JSON know. */
const spelled = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

const isControl = (unit: number): boolean =>
  (unit < 0x20 && unit !== 0x09 && unit !== 0x0a) || (unit >= 0x7f && unit < 0xa0 && unit !== 0x85);

const forbidden = fc.oneof(
  fc.constantFrom(0, 1, 7, 0x0d, 0x1b, 0x7f, 0x9b, 0xd800, 0xdbff, 0xdc00, 0xdfff),
  fc.nat(0x9f).filter(isControl),
  fc.integer({ min: 0xd800, max: 0xdfff }),
);

function placeOf(text: string): string {
  const before = text.split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

describe('characters that cannot be stored', () => {
  test.each(FILES)('C1 T-152 are refused in $name with file, line and column', ({ text, problems }) => {
    expect(problems(text.replaceAll('@', ''))).toEqual([]);
    const property = fc.property(forbidden, fc.nat(20), (unit, which) => {
      const places = [...text.matchAll(/@/g)].map(({ index }) => index);
      const at = places[which % places.length] ?? 0;
      const [before, after] = [text.slice(0, at), text.slice(at + 1)].map((part) => part.replaceAll('@', ''));
      const code = unit >= 0xd800 ? 'config.lone-surrogate' : 'config.control-character';
      const found = problems(`${before}${spelled(unit)}${after}`).filter((one) => one.code === code);
      expect(found.map(({ line, column }) => `${line}:${column}`)).toEqual([placeOf(before ?? '')]);
      expect(found[0]?.message).toContain(`U+${unit.toString(16).toUpperCase().padStart(4, '0')}`);
    });
    expectAlways('test/policy/characters.test.ts', property, 300, 2);
  });

  test('C1 whole characters, tabs and line ends may be escaped', () => {
    const reading = readFile(orgFile, orgFile.path, GOOD, LIMITS);
    expect(reading).toMatchObject({ ok: true, value: { pods: [{ name: '😀 A\tB' }] } });
  });

  test('C1 an escape in YAML’s other spellings is refused too', () => {
    for (const written of ['\\0', '\\a', '\\b', '\\e', '\\x07', '\\U0000001b', '\\r'])
      expect(FILES[3]?.problems(`version: 1\nlabel: "a${written}b"\n`)).toMatchObject([
        { code: 'config.control-character', line: 2, column: 10 },
      ]);
  });
});
