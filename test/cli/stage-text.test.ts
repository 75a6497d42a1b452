// Of a project file, `clos gate promote` changes the one scalar of `stage:` and not a byte besides.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { clos, EVIDENCE, folder, PROJECT } from './support.ts';

const MET = { '.clos/project.yml': PROJECT, '.clos/evidence.yml': EVIDENCE };
const file = (path: string): string => readFileSync(join(path, '.clos/project.yml'), 'utf8');

describe('of a project file that is promoted', () => {
  const withStage = (stage: string): string => `version: 1\nname: DISCOVERY\n${stage}\n`;

  test.each<[string, string, string]>([
    [
      'comments',
      withStage('stage:   DISCOVERY   # DISCOVERY is left soon'),
      'stage:   PROTOTYPE   # DISCOVERY',
    ],
    ['double quotes', withStage('stage: "DISCOVERY"'), 'stage: "PROTOTYPE"'],
    ['single quotes', withStage("'stage': 'DISCOVERY'"), "'stage': 'PROTOTYPE'"],
    ['line ends', withStage('stage: DISCOVERY').replaceAll('\n', '\r\n'), 'stage: PROTOTYPE\r\n'],
    ['a missing line end', withStage('stage: DISCOVERY').trimEnd(), 'stage: PROTOTYPE'],
    ['a byte-order mark', `\uFEFF${withStage('stage: DISCOVERY')}`, '\uFEFFversion: 1'],
    [
      'a byte-order mark before one line',
      '\uFEFF{stage: DISCOVERY, version: 1, name: é}',
      '\uFEFF{stage: PROTO',
    ],
    ['braces', '{"version":1,"stage":"DISCOVERY","name":"𝒳 é"}', '{"version":1,"stage":"PROTOTYPE",'],
    ['a block', withStage('stage: >-\n  DISCOVERY\npod: pay'), 'stage: >-\n  PROTOTYPE\npod: pay'],
    ['the next line', withStage('stage:\n  DISCOVERY'), 'stage:\n  PROTOTYPE'],
    ['an explicit key', withStage('? stage\n: DISCOVERY'), '? stage\n: PROTOTYPE'],
    ['an anchor nobody uses', withStage('stage: &s DISCOVERY'), 'stage: &s PROTOTYPE'],
    [
      'anchors',
      'version: 1\nname: &n DISCOVERY\nstage: *n # same\n',
      'name: &n DISCOVERY\nstage: PROTOTYPE # same',
    ],
    [
      'an old reason',
      withStage('reason: stage DISCOVERY\nstage: DISCOVERY'),
      'reason: stage DISCOVERY\nstage: PROTO',
    ],
    ['a document mark', `---\n${withStage('stage: DISCOVERY')}...\n`, 'stage: PROTOTYPE\n...\n'],
  ])('%s and everything else stay as they are', async (_what, before, part) => {
    const path = folder({ ...MET, '.clos/project.yml': before });
    const { code, out } = await clos(path, ['gate', 'promote']);
    expect([code, out]).toEqual([0, expect.any(String)]);
    const after = readFileSync(join(path, '.clos/project.yml'));
    expect(after.toString('utf8')).toContain(part);
    // What stands before and behind the one scalar is what stood there, byte by byte.
    const old = Buffer.from(before);
    const start = old.findIndex((byte, index) => byte !== after[index]);
    const fromEnd = [...old].toReversed().findIndex((byte, index) => byte !== after.at(-1 - index));
    const changed = [
      old.subarray(start, old.length - fromEnd),
      after.subarray(start, after.length - fromEnd),
    ];
    expect(changed.map(String)).toEqual([
      expect.stringMatching(/^(DISCOVERY?|\*n)$/),
      expect.stringMatching(/^PROTOTYPE?$/),
    ]);
    expect((await clos(path, ['validate', '.clos/project.yml'])).code).toBe(0);
  });

  test.each([
    ['with escapes', withStage('stage: "DISC\\u004fVERY"')],
    ['with an anchor that gives its name too', 'version: 1\nstage: &s DISCOVERY\nname: *s\n'],
  ])('a stage written %s is left to people', async (_how, before) => {
    const path = folder({ ...MET, '.clos/project.yml': before });
    const { code, out } = await clos(path, ['gate', 'promote']);
    expect([code, file(path)]).toEqual([4, before]);
    expect(out).toContain('!  Write `stage: PROTOTYPE` yourself');
  });

  test('a stage that is no text in YAML is put in quotes', async () => {
    const rules = [
      'version: 1',
      'stages: [DISCOVERY, "null"]',
      'gates:',
      '  DISCOVERY:',
      '    criteria: [{ id: a, title: A, expression: evidence.problemValidation, reason: No. }]',
      '',
    ].join('\n');
    const path = folder({ ...MET, '.clos/gates.yml': rules });
    expect((await clos(path, ['gate', 'promote'])).code).toBe(0);
    expect(file(path)).toBe(PROJECT.replace('DISCOVERY', '"null"'));
  });
});
