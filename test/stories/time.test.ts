// Time, as a team lives it, by a database clock that is set forward: a slot without activity is announced, passes on a day later
// and can come back; a frozen line goes on by itself; and a clock that jumps empties no pod.

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type ShiftedClock, shiftedClock } from '../support/clock.ts';
import { type System, startSystem } from '../support/system.ts';
import { checks, formTeam, openPulls } from '../support/team.ts';

const DAY = 24;

let system: System;
let clock: ShiftedClock;
let teams = 0;

beforeAll(async () => {
  system = await startSystem();
  clock = shiftedClock(system);
});

afterAll(() => system.stop());

afterEach(() => system.github.assertHonest());

/** A team of its own with so many open pull requests. */
async function team(limit: number, pulls: number, wip: readonly string[]): Promise<string> {
  teams += 1;
  const name = `acme${teams}/shop`;
  const file = [
    'version: 1',
    'mode: enforce',
    'wip:',
    `  limit: ${limit}`,
    ...wip.map((line) => `  ${line}`),
    '',
  ];
  await formTeam(system, file.join('\n'), name);
  await openPulls(system, pulls, name);
  return name;
}

/** So many hours later, and the sweep has come by. */
async function later(hours: number): Promise<void> {
  await clock.advance(hours);
  await system.sweep();
}

const freeze = (name: string, hours: number) =>
  system.query(
    `UPDATE pods SET frozen = jsonb_build_object('reason', 'release', 'by', 'ada', 'since', clos_now(),
       'until', clos_now() + make_interval(hours => $2)) WHERE name = $1`,
    [name, hours],
  );

const shown = (name: string, ...numbers: readonly number[]) => checks(system.github, numbers, name);

/** What the log says of the pods of one repository, in order. */
async function logged(name: string, ...actions: readonly string[]): Promise<string[]> {
  const rows = await system.query<{ action: string; subject: string }>(
    `SELECT action, subject FROM audit_events WHERE subject LIKE $1 AND action = ANY ($2) ORDER BY event_id`,
    [`pull/${system.github.repository(name).id}/%`, actions],
  );
  return rows.map(({ action, subject }) => `${action} #${subject.split('/').at(-1)}`);
}

describe('a slot that nobody works on', () => {
  test('is announced a day before, passes on, and its pull request waits at the back until it may hold one again', async () => {
    const name = await team(1, 3, ['ttl: 3d', 'reacquireDelay: 2h']);
    await later(2 * DAY + 1);
    expect(shown(name, 1)).toEqual([
      expect.stringMatching(
        /^success: Holds slot 1; without activity it expires \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
      ),
    ]);
    await later(DAY - 1);
    expect(shown(name, 1)).toEqual([expect.stringMatching(/^success: Holds slot 1; without activity/)]);
    await later(1);
    expect(shown(name, 1, 2, 3)).toEqual([
      expect.stringMatching(/^queued: Waiting: position 2 of 2, not before /),
      'success: Holds slot 1 of 1',
      'queued: Waiting: position 1 of 2, limit 1',
    ]);
    for (const number of [2, 3]) {
      system.github.mergePull(name, number);
      await system.settle();
    }
    expect(shown(name, 1)).toEqual([expect.stringMatching(/^queued: Waiting: position 1 of 1, not before /)]);
    await later(3);
    expect(shown(name, 1)).toEqual(['success: Holds slot 1 of 1']);
    expect(await logged(name, 'wip.warn', 'wip.expire', 'wip.grant')).toEqual([
      'wip.grant #1',
      'wip.warn #1',
      'wip.expire #1',
      'wip.grant #2',
      'wip.grant #3',
      'wip.grant #1',
    ]);
  });

  test('stays where slots never expire', async () => {
    const name = await team(1, 2, ['ttl: never']);
    await later(400 * DAY);
    await later(2 * DAY);
    expect(shown(name, 1)).toEqual(['success: Holds slot 1 of 1']);
  });
});

describe('a line that is frozen until a date', () => {
  test('stops, and goes on by itself when the date has come', async () => {
    const name = await team(1, 2, ['ttl: never']);
    await freeze(name, 2);
    system.github.push(name, 1);
    await system.settle();
    expect(shown(name, 1)).toEqual([expect.stringMatching(/^queued: Stopped: the pod is frozen until /)]);
    system.github.closePull(name, 1);
    await system.settle();
    expect(shown(name, 2)).toEqual([expect.stringMatching(/^queued: Stopped: the pod is frozen until /)]);
    await later(3);
    expect(shown(name, 2)).toEqual(['success: Holds slot 1 of 1']);
    expect(await system.query('SELECT frozen FROM pods WHERE name = $1', [name])).toEqual([{ frozen: null }]);
  });
});

describe('T-65 a database clock that jumps', () => {
  test('forward by a year announces everything and takes nothing, and a tenth at once a day later', async () => {
    const name = await team(4, 6, ['ttl: 7d']);
    const all = [1, 2, 3, 4];
    await later(365 * DAY);
    await system.sweep();
    expect(shown(name, ...all)).toEqual(
      all.map((slot) => expect.stringMatching(`^success: Holds slot ${slot}; without`)),
    );
    expect(await logged(name, 'wip.expire')).toEqual([]);
    await later(DAY + 1);
    expect(await logged(name, 'wip.expire')).toHaveLength(1);
  });

  test('back by a year changes nothing', async () => {
    const name = await team(1, 2, ['ttl: 7d']);
    await later(-365 * DAY);
    expect(shown(name, 1, 2)).toEqual([
      'success: Holds slot 1 of 1',
      'queued: Waiting: position 1 of 1, limit 1',
    ]);
    expect(await logged(name, 'wip.warn', 'wip.expire')).toEqual([]);
  });
});
