// The audit log leaves the house as text that any reader takes as it was, and no spreadsheet runs.

import { expect, test } from '@jest/globals';
import { AUDIT_COLUMNS, csvHead, csvLine } from '../../src/cli/audit.ts';
import { csvRow } from '../../src/cli/csv.ts';
import { duration } from '../../src/cli/flow.ts';
import { jsonLine, jsonText } from '../../src/cli/json.ts';

const record = {
  at: '2026-11-20T00:00:00.000Z',
  actor: '=HYPERLINK("http://x")',
  action: 'wip.freeze',
  subject: 'pod/7',
  before: null,
  after: { because: 'a, "quoted"\nreason' },
  trace: 'abc',
};

test('CSV quotes what must be quoted and turns formulas into text', () => {
  expect(csvHead).toBe(AUDIT_COLUMNS.join(','));
  expect(csvLine(record)).toBe(
    '2026-11-20T00:00:00.000Z,"\'=HYPERLINK(""http://x"")",wip.freeze,pod/7,,"{""because"":""a, \\""quoted\\""\\nreason""}",abc',
  );
});

test('JSON is one object a line', () => {
  expect(jsonLine(record)).not.toContain('\n');
  expect(JSON.parse(jsonLine(record))).toEqual(record);
});

test('nothing in either can steer the terminal it is shown on', () => {
  const value = { said: 'a\u001b[31m\u009b2J\u202e\u{e0001}ü', more: ['\u200d'] };
  const steering = /(?!\n)[\p{Cc}\p{Cf}]/u;
  for (const json of [jsonText(value), jsonLine(value)]) {
    expect(json).not.toMatch(steering);
    expect(JSON.parse(json)).toEqual(value);
  }
  expect(csvRow(['a\u001b[31m\u009b2J\u202e', 'b\nc', -1])).toBe('a?[31m?2J?,"b\nc",-1');
});

test.each([
  [0, '0s'],
  [59.6, '1min'],
  [3_700, '1h 1min'],
  [86_400, '1d'],
  [270_000, '3d 3h'],
])('%d seconds read as %s', (seconds, text) => expect(duration(seconds)).toBe(text));
