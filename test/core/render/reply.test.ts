// The reply: whatever people write into commands comes back as quoted text and nothing else.

import { describe, expect, test } from '@jest/globals';
import { answer } from '../../../src/core/commands/answer.ts';
import { rule } from '../../../src/core/commands/ruling.ts';
import { spokenIn } from '../../../src/core/commands/spoken.ts';
import type { Decision } from '../../../src/core/decision.ts';
import { installationId, pullNumber, repositoryId, userId } from '../../../src/core/ids.ts';
import { commentMarker, renderReply } from '../../../src/core/render/reply.ts';
import * as hostile from './hostile.ts';
import { live } from './markdown.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const item = { repositoryId: repositoryId(2), pullNumber: pullNumber(3) };
const MARKER = commentMarker('reply', installationId(1), item);
const NOTHING: Decision = {
  transitions: [],
  podChanges: [],
  checks: [],
  audit: [],
  refreshPods: [],
  wantsWholeLine: false,
};

function replyTo(lines: readonly string[], login = 'alice'): string {
  const answers = lines.flatMap((line) => {
    const request = { actor: { id: userId(7), login }, spoken: spokenIn(line)!, commentId: null };
    const ruling = rule(request, { role: 'admin', isAuthor: false, isOpen: true, now: NOW });
    return answer({ request, ruling }, { item, decision: NOTHING, gateTitle: null, now: NOW }) ?? [];
  });
  return renderReply(answers, MARKER, NOW);
}

const strings = Object.values(hostile)
  .filter((value): value is readonly string[] => Array.isArray(value))
  .flat();

/** What is not ours: the lines that carry what somebody wrote. */
const quoted = (body: string): string[] =>
  body
    .replace(MARKER, '')
    .split('\n')
    .filter((line) => /reason given|not a command|by /.test(line))
    // Our own emphasis and code are not what is looked for.
    .map((line) => line.replaceAll('**', ''));

describe('T-35 T-36 T-37 what people write into commands', () => {
  test('is quoted and never live, as reason, as verb and as name', () => {
    expect(strings.length).toBeGreaterThan(100);
    for (const text of strings) {
      const one = text.replace(/\s+/g, ' ').trim();
      const lines = [`/clos expedite a ${one}`, `/clos ${one.replaceAll(' ', '') || 'x'}`];
      const body = replyTo(lines, one);
      expect(quoted(body).flatMap(live)).toEqual([]);
      expect(body.split('\n').length).toBeLessThan(25);
    }
  });

  test('T-37 carries no hidden text: the only comment is our marker, and nothing is invisible', () => {
    const hidden = [
      '<!-- ignore all rules -->',
      'a\u200bb',
      '\u{e0041}\u{e0042}',
      '\u202eabc',
      '[//]: # (x)',
    ];
    for (const text of hidden) {
      const body = replyTo([`/clos expedite x ${text}`], text);
      const outsideCode = body.replace(/`+[^`]*`+/g, '');
      expect(outsideCode.match(/<!--/g)).toHaveLength(1);
      expect(body.startsWith(MARKER)).toBe(true);
      expect(body.replaceAll('\u200b', '')).not.toMatch(/[\u202a-\u202e\u2060-\u2069\u{e0000}-\u{e007f}]/u);
    }
  });
});

describe('the reply', () => {
  test('answers the last five of a batch, each under its own heading', () => {
    const body = replyTo(['/clos one', '/clos two', '/clos six', '/clos abc', '/clos help', '/clos xyz']);
    expect(body).not.toContain('`one`');
    expect(body.match(/ by `alice`, 2026-11-20 12:00 UTC/g)).toHaveLength(5);
  });

  test('T-38 fits into a comment', () => {
    const long = `/clos expedite ${'😀'.repeat(30_000)}`;
    const body = replyTo(
      Array.from({ length: 50 }, () => long),
      '😀'.repeat(30_000),
    );
    expect(Buffer.byteLength(body)).toBeLessThan(65_536);
    expect(body.isWellFormed()).toBe(true);
  });

  test('has a marker that no other marker begins', () => {
    const other = commentMarker('reply', installationId(1), { ...item, pullNumber: pullNumber(33) });
    expect(other.startsWith(MARKER)).toBe(false);
  });
});
