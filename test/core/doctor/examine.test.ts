// Each finding appears for its own reason and for no other, and names its mend; docs/doctor.md lists them all.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { doctorText } from '../../../src/cli/doctor.ts';
import { doctorCheck } from '../../../src/core/doctor/check.ts';
import { examine, RULES } from '../../../src/core/doctor/examine.ts';
import { renderCheck } from '../../../src/core/render/check.ts';
import { healthy, illnesses } from './facts.ts';

const codes = RULES.map(({ code }) => code);
const context = { now: '2026-01-01T00:00:00Z', lastEvent: null, traceId: null };

test('in perfect health nothing is found', () => {
  expect(examine(healthy)).toEqual([]);
  expect(doctorCheck([])).toMatchObject({ title: 'No problems found', outcome: { conclusion: 'success' } });
});

test('every finding has an illness here, and no two share a code', () => {
  expect(Object.keys(illnesses).sort()).toEqual(codes.toSorted());
  expect(new Set(codes).size).toBe(codes.length);
});

describe.each(codes)('%s', (code) => {
  const found = examine({ ...healthy, ...illnesses[code] });

  test('is found when it is so, and nothing else is', () => {
    expect(found.map((one) => one.code)).toEqual([code]);
  });

  test('says where, what, and one sentence that mends it', () => {
    for (const { where, what, mend } of found) {
      for (const said of [where, what, mend]) expect(said.length).toBeGreaterThan(0);
      expect(what).toMatch(/[.)]$|: .+$/);
      expect(mend).toMatch(/\.$/);
      expect(what.length).toBeLessThanOrEqual(200);
    }
  });
});

test('T-20 a check required from no app, from any, or from another app is found each time', () => {
  const required = (appId: number | null) => ({
    ...healthy,
    repositories: healthy.repositories.map((one) => ({ ...one, required: [{ name: 'clos/wip', appId }] })),
  });
  const code = (appId: number | null) => examine(required(appId)).map((one) => one.code);
  expect([null, -1, 8, 7].map(code)).toEqual([
    ['required-check-unbound'],
    ['required-check-unbound'],
    ['required-check-foreign'],
    [],
  ]);
});

test('gates have their own required check: missing, unbound, or never reported', () => {
  const withGates = (gates: { mode: 'enforce' | 'observe' } | null, appId: number | null | undefined) => {
    const gate = appId === undefined ? [] : [{ name: 'clos/stage-gate', appId }];
    const repositories = healthy.repositories.map((one) => ({
      ...one,
      gates: gates && { ...gates, source: 'repository' as const },
      required: [{ name: 'clos/wip', appId: 7 }, ...gate],
    }));
    return examine({ ...healthy, repositories }).map(({ code, what }) => `${code} ${what.split(' ')[0]}`);
  };
  expect(withGates({ mode: 'enforce' }, 7)).toEqual([]);
  expect(withGates({ mode: 'enforce' }, undefined)).toEqual(['required-check-missing clos/stage-gate']);
  expect(withGates({ mode: 'enforce' }, -1)).toEqual(['required-check-unbound clos/stage-gate']);
  expect(withGates({ mode: 'observe' }, 7)).toEqual(['required-check-silent clos/stage-gate']);
  expect(withGates(null, 7)).toEqual(['required-check-silent clos/stage-gate']);
});

test('the worst comes first', () => {
  const all = examine({ ...healthy, leftOut: 1, quarantined: 1, hook: { ...healthy.hook, secret: false } });
  expect(all.map(({ severity }) => severity)).toEqual(['error', 'warning', 'info']);
});

test('as a check it is red for errors only', () => {
  for (const { code, severity } of RULES) {
    const { outcome } = doctorCheck(examine({ ...healthy, ...illnesses[code] }));
    expect([code, outcome]).toEqual([
      code,
      { status: 'completed', conclusion: severity === 'error' ? 'failure' : 'success' },
    ]);
  }
});

test('what people wrote steers neither Markdown nor the terminal', () => {
  const frozen = [{ account: 'acme', pod: 'p', reason: '\u001b[31m@everyone <img src=x> |', until: null }];
  const findings = examine({ ...healthy, frozen });
  const { text, summary } = renderCheck(doctorCheck(findings), context);
  expect(`${summary}${text}`).toContain('`The line of p is stopped: [31m@everyone <img src=x> ¦`');
  expect(doctorText({ findings, accounts: 1, repositories: 1 }, false)).not.toContain('\u001b');
});

test('colours are shown only where they are wanted', () => {
  const diagnosis = { findings: examine({ ...healthy, quarantined: 1 }), accounts: 1, repositories: 1 };
  expect(doctorText(diagnosis, false)).not.toContain('\u001b[');
  expect(doctorText(diagnosis, true)).toContain('\u001b[33m');
});

test('docs/doctor.md has one row for each finding, in order', () => {
  const page = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(rows).toEqual(RULES.map(({ code, severity, means }) => [`\`${code}\``, severity, means]));
});
