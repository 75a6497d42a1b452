// The table of commands: what they mean, who may use them, and what people are told.

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { buttons, buttonsFor } from '../../../src/core/commands/buttons.ts';
import { mayUse, roleOf } from '../../../src/core/commands/permission.ts';
import { ROLES, type Role } from '../../../src/core/commands/roles.ts';
import { reactionTo, rule } from '../../../src/core/commands/ruling.ts';
import { spokenIn } from '../../../src/core/commands/spoken.ts';
import { COMMAND_NAMES, commands } from '../../../src/core/commands/table.ts';
import { understand } from '../../../src/core/commands/understand.ts';
import { type CommentId, userId } from '../../../src/core/ids.ts';
import { commandsPage, commandsTable } from './page.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const alice = { id: userId(7), login: 'alice' };

const meaning = (line: string) => {
  const { kind, ...rest } = understand(spokenIn(line)!, NOW);
  if (kind !== 'understood' || !('until' in rest)) return { kind, ...rest };
  return { name: rest.command.name, reason: rest.reason, until: rest.until };
};

describe('what a command means', () => {
  test.each([
    ['/clos help me', { name: 'help', reason: null, until: null }],
    ['/clos release', { name: 'release', reason: null, until: null }],
    ['/clos release not now', { name: 'release', reason: 'not now', until: null }],
    ['/clos expedite a b', { name: 'expedite', reason: 'a b', until: null }],
    ['/clos freeze a b', { name: 'freeze', reason: 'a b', until: null }],
    ['/clos freeze until 2h a', { name: 'freeze', reason: 'a', until: '2026-11-20T14:00:00.000Z' }],
    ['/clos approve', { name: 'approve', reason: null, until: null }],
    [
      '/clos waive shop/user-testing until 3d because the lab is closed',
      { name: 'waive', reason: 'the lab is closed', until: '2026-11-23T12:00:00.000Z' },
    ],
    ['/clos freeze UNTIL 3D a', { name: 'freeze', reason: 'a', until: '2026-11-23T12:00:00.000Z' }],
    ['/clos freeze until 2026-12-24 a', { name: 'freeze', reason: 'a', until: '2026-12-24T00:00:00.000Z' }],
    [
      '/clos freeze until 2026-12-24T18:00Z a b',
      { name: 'freeze', reason: 'a b', until: '2026-12-24T18:00:00.000Z' },
    ],
  ])('%s', (line, expected) => expect(meaning(line)).toEqual(expected));

  test.each([
    ['/clos expedite', 'reason'],
    ['/clos expedite -', 'reason'],
    ['/clos expedite <reason>', 'reason'],
    ['/clos freeze', 'reason'],
    ['/clos freeze until 2h', 'reason'],
    ['/clos freeze until', 'until-unreadable'],
    ['/clos freeze until friday a', 'until-unreadable'],
    ['/clos freeze until 2026-02-30 a', 'until-unreadable'],
    ['/clos freeze until 2026-12-24T25:00 a', 'until-unreadable'],
    ['/clos freeze until 2026-12-24T18:00+02:00 a', 'until-unreadable'],
    ['/clos freeze until 0h a', 'until-past'],
    ['/clos freeze until 2026-11-20 a', 'until-past'],
    ['/clos freeze until 91d a', 'until-too-far'],
    ['/clos waive', 'criterion'],
    ['/clos waive until 3d because a', 'criterion'],
    ['/clos waive user-testing', 'until'],
    ['/clos waive user-testing because a', 'until'],
    ['/clos waive user-testing until 3d', 'reason'],
    ['/clos waive user-testing until 3d because', 'reason'],
    ['/clos waive user-testing until friday because a', 'until-unreadable'],
  ])('%s misses %s', (line, missing) => expect(meaning(line)).toMatchObject({ kind: 'incomplete', missing }));

  test.each([
    ['/clos relaese', 'release'],
    ['/clos halp', 'help'],
    ['/clos expidite a', 'expedite'],
    ['/clos aprove', 'approve'],
    ['/clos wave a', 'waive'],
    ['/clos constructor', null],
    ['/clos __proto__', null],
  ])('%s is unknown, and %s may be meant', (line, nearest) =>
    expect(meaning(line)).toMatchObject({ kind: 'unknown', nearest }),
  );
});

describe('who may use a command', () => {
  const allowed = (isAuthor: boolean) =>
    Object.fromEntries(
      COMMAND_NAMES.map((name) => [
        name,
        ROLES.filter((role) => mayUse(commands[name], role, isAuthor)).join(' '),
      ]),
    );

  test('T-27 of somebody else’s pull request or idea', () => {
    expect(allowed(false)).toEqual({
      help: 'read triage write maintain admin',
      status: 'read triage write maintain admin',
      recheck: 'triage write maintain admin',
      release: 'write maintain admin',
      expedite: 'maintain admin',
      freeze: 'maintain admin',
      unfreeze: 'maintain admin',
      approve: 'write maintain admin',
      waive: 'maintain admin',
      score: 'write maintain admin',
      promote: 'maintain admin',
      archive: 'triage write maintain admin',
    });
  });

  test('T-8 T-27 of one’s own, which nobody approves or waives for', () => {
    const everybody = 'read triage write maintain admin';
    expect(allowed(true)).toEqual({
      ...allowed(false),
      recheck: everybody,
      release: everybody,
      approve: '',
      waive: '',
      archive: everybody,
    });
  });

  test.each<[string, Parameters<typeof roleOf>[0], Role]>([
    ['GitHub’s own role', { userId: userId(7), roleName: 'maintain', permission: 'write' }, 'maintain'],
    [
      'a role of the organisation’s own',
      { userId: userId(7), roleName: 'ops', permission: 'write' },
      'write',
    ],
    ['a role with a borrowed name', { userId: userId(7), roleName: 'maintain', permission: 'read' }, 'read'],
    ['a role named like a property', { userId: userId(7), roleName: 'toString', permission: 'read' }, 'read'],
    ['a level nobody knows', { userId: userId(7), roleName: 'x', permission: 'owner' }, 'none'],
    ['nobody', null, 'none'],
    [
      'T-11 a login that is somebody else by now',
      { userId: userId(8), roleName: 'admin', permission: 'admin' },
      'none',
    ],
    ['an answer without an account', { userId: null, roleName: 'admin', permission: 'admin' }, 'none'],
  ])('%s', (_, answer, role) => expect(roleOf(answer, alice)).toBe(role));
});

describe('a ruling', () => {
  const rulingOf = (line: string, role: Role, more = {}) =>
    rule(
      { actor: alice, spoken: spokenIn(line)!, commentId: 1 as CommentId },
      { role, isAuthor: false, isOpen: true, now: NOW, ...more },
    );
  const mark = (line: string, role: Role, more = {}) => reactionTo(rulingOf(line, role, more));

  test('T-27 marks what was done, asked, not understood and refused', () => {
    expect(mark('/clos freeze a', 'maintain')).toBe('+1');
    expect(mark('/clos status', 'read')).toBe('eyes');
    expect(mark('/clos hlep', 'read')).toBe('confused');
    expect(mark('/clos expedite', 'maintain')).toBe('confused');
    expect(mark('/clos expedite a', 'write')).toBe('-1');
  });

  test('T-27 says nothing to somebody without access, not even that a question was heard', () => {
    expect(mark('/clos help', 'none')).toBeNull();
    expect(mark('/clos status', 'none', { isAuthor: true })).toBeNull();
    expect(mark('/clos release', 'none', { isAuthor: true })).toBe('-1');
    expect(mark('/clos nonsense', 'none')).toBe('confused');
  });

  test('tells somebody who may not that they may not, before their usage is looked at', () => {
    expect(rulingOf('/clos expedite', 'read')).toMatchObject({ kind: 'refused', why: 'not-allowed' });
  });

  test('orders nothing on a closed pull request', () => {
    const closed = { isOpen: false };
    expect(rulingOf('/clos freeze a', 'admin', closed)).toMatchObject({ kind: 'refused', why: 'closed' });
    expect(rulingOf('/clos status', 'admin', closed)).toMatchObject({ kind: 'accepted', order: null });
  });
});

describe('the table', () => {
  test('names each command once, with examples that mean it', () => {
    for (const name of COMMAND_NAMES) {
      const { usage, examples, help } = commands[name];
      expect(commands[name].name).toBe(name);
      expect(usage.startsWith(`/clos ${name}`)).toBe(true);
      expect(help).toMatch(/^[A-Z].*\.$/);
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(meaning(example)).toMatchObject({ name });
    }
  });

  test('is what README says', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(commandsTable().join('\n'));
  });

  test('is what docs/commands.md says', () => {
    const file = new URL('../../../docs/commands.md', import.meta.url);
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, commandsPage());
    expect(readFileSync(file, 'utf8')).toBe(commandsPage());
  });
});

describe('buttons', () => {
  const places = ['queued', 'held', 'refused', 'draft', 'exempt', null] as const;

  test('fit what GitHub takes, and are commands', () => {
    for (const place of places) {
      const shown = buttonsFor(place);
      expect(shown.length).toBeLessThanOrEqual(3);
      for (const { label, identifier, description } of shown.map((name) => buttons[name])) {
        expect([label.length <= 20, identifier.length <= 20, description.length <= 40]).toEqual([
          true,
          true,
          true,
        ]);
        expect(COMMAND_NAMES).toContain(identifier);
      }
    }
  });

  test('offer what may help where it stands', () => {
    const offered = places.map((place) => buttonsFor(place).join(' '));
    expect(offered).toEqual([
      'recheck expedite',
      'recheck release',
      'recheck',
      'recheck',
      'recheck',
      'recheck',
    ]);
  });
});
