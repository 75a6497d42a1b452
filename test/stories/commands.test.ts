// Commands as people use them: one team, one system, one story after the other.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMAND_NAMES, type CommandName, commands, worksOn } from '../../src/core/commands/table.ts';
import type { Comment } from '../github/state/model.ts';
import { type System, startSystem } from '../support/system.ts';
import { reactions, reply, replyCount } from '../support/talk.ts';
import { check, config, formTeam, openPulls } from '../support/team.ts';

const ROLES = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
type Role = (typeof ROLES)[number];

let system: System;

beforeAll(async () => {
  const limits = { contentPerMinute: null, contentPerHour: null };
  system = await startSystem({ github: { limits }, hooks: { writesPerMinute: 100_000 } });
  system.github.createOrganization('acme');
});

afterAll(async () => {
  system.github.assertHonest();
  await system.stop();
});

/** A repository of its own for each story, with somebody for each role. */
async function team(name: string, limit = 1, file = config(limit)): Promise<string> {
  const { github } = system;
  const full = `acme/${name}`;
  if (github.world.installations.size === 0) await formTeam(system, file, full);
  else github.createRepository({ owner: 'acme', name, files: { '.clos/config.yml': file } });
  for (const role of ROLES) github.setCollaborator(full, role, role);
  await system.settle();
  return full;
}

async function say(name: string, number: number, author: string, body: string): Promise<Comment> {
  const comment = system.github.comment(name, number, { author, body });
  await system.settle();
  return comment;
}

const audited = (action: string, subject: string) =>
  system.query<{ actor: string; after: Record<string, unknown> }>(
    `SELECT actor, after FROM audit_events WHERE action = $1 AND subject LIKE $2 ORDER BY event_id`,
    [action, subject],
  );

const pullSubject = (name: string, number: number): string =>
  `pull/${system.github.repository(name).id}/${number}`;

describe('a team that talks to its checks', () => {
  test('asks where it stands and what there is, and is answered in one reply', async () => {
    const name = await team('talk');
    await openPulls(system, 2, name);
    const status = await say(name, 2, 'read', '/clos status');
    expect(reactions(status)).toBe('eyes');
    expect(reply(system.github, 2, name)).toContain('Waiting: position 1 of 1, limit 1');
    await say(name, 2, 'read', '/clos');
    expect(replyCount(system.github, 2, name)).toBe(1);
    for (const command of COMMAND_NAMES.filter((one) => worksOn(commands[one], 'pull')))
      expect(reply(system.github, 2, name)).toContain(`\`${commands[command].usage}\``);
  });

  test('hands a slot on with a word', async () => {
    const name = await team('release');
    await openPulls(system, 2, name);
    expect(reactions(await say(name, 1, 'dev1', '/clos release lunch'))).toBe('+1');
    expect(check(system.github, 2, name)).toBe('success: Holds slot 1 of 1');
    expect(check(system.github, 1, name)).toMatch(/^queued: Waiting: position 1 of 1/);
    expect(reply(system.github, 1, name)).toContain('Handed back');
  });

  test('lets a maintainer put one first, with a reason on record', async () => {
    const name = await team('expedite');
    await openPulls(system, 3, name);
    expect(reactions(await say(name, 3, 'maintain', '/clos expedite an outage'))).toBe('+1');
    expect(check(system.github, 3, name)).toMatch(/^queued: Waiting: position 1 of 2, expedited/);
    const [entry] = await audited('wip.expedite', pullSubject(name, 3));
    expect(entry).toMatchObject({ actor: 'maintain', after: { because: 'an outage' } });
  });

  test('stops the line and lets it go again', async () => {
    const name = await team('freeze');
    await openPulls(system, 1, name);
    await say(name, 1, 'maintain', '/clos freeze until 2h main is broken');
    expect(check(system.github, 1, name)).toMatch(/^queued: Stopped: the pod is frozen until/);
    expect(reply(system.github, 1, name)).toMatch(/The line is stopped until \d{4}-/);
    await say(name, 1, 'admin', '/clos unfreeze');
    expect(check(system.github, 1, name)).toBe('success: Holds slot 1 of 1');
  });

  test('looks again on request, and writes the check although nothing changed', async () => {
    const name = await team('recheck');
    await openPulls(system, 1, name);
    const writes = () =>
      system.github.requests.filter(({ operation }) => operation === 'checks/update').length;
    const before = writes();
    expect(reactions(await say(name, 1, 'triage', '/clos recheck'))).toBe('eyes');
    expect(writes()).toBe(before + 1);
    expect(replyCount(system.github, 1, name)).toBe(0);
  });

  test('is helped with what was not understood', async () => {
    const name = await team('typo');
    await openPulls(system, 1, name);
    expect(reactions(await say(name, 1, 'read', '/clos relaese'))).toBe('confused');
    expect(reply(system.github, 1, name)).toContain('Did you mean `/clos release [reason]`?');
    expect(reactions(await say(name, 1, 'maintain', '/clos freeze until friday'))).toBe('confused');
    expect(reply(system.github, 1, name)).toContain('a duration such as `2h`');
    await say(name, 1, 'maintain', '/clos expedite');
    expect(reply(system.github, 1, name)).toContain('the reason is missing');
    expect(replyCount(system.github, 1, name)).toBe(1);
  });

  test('sees buttons for where it stands, and presses them with the same rights', async () => {
    const name = await team('buttons');
    await openPulls(system, 2, name);
    const offered = (number: number) =>
      system.github.visibleChecks(name, number)[0]?.actions.map(({ identifier }) => identifier);
    expect([offered(1), offered(2)]).toEqual([
      ['recheck', 'release'],
      ['recheck', 'expedite'],
    ]);
    system.github.requestAction(name, 2, 'clos/wip', 'expedite', { as: 'write' });
    await system.settle();
    expect(check(system.github, 2, name)).not.toContain('expedited');
    expect(reply(system.github, 2, name)).toContain('people with the maintain role or more');
    system.github.requestAction(name, 2, 'clos/wip', 'expedite', { as: 'maintain' });
    await system.settle();
    expect(check(system.github, 2, name)).toContain('expedited');
    const [entry] = await audited('wip.expedite', pullSubject(name, 2));
    expect(entry).toMatchObject({ actor: 'maintain', after: { because: 'button on the check' } });
  });
});

describe('what is not heard', () => {
  test('T-28 a comment edited into a command, and T-29 a bot, a quote and our own reply', async () => {
    const name = await team('unheard');
    const { github } = system;
    await openPulls(system, 1, name);
    const harmless = await say(name, 1, 'admin', 'Looks good.');
    github.editComment(harmless, '/clos freeze by edit');
    await system.settle();
    await say(name, 1, 'admin', '> /clos freeze quoted');
    github.world.accounts.set('robot[bot]', { ...github.createUser('robot[bot]'), type: 'Bot' });
    github.setCollaborator(name, 'robot[bot]', 'admin');
    const robot = await say(name, 1, 'robot[bot]', '/clos freeze by a bot');
    expect(check(github, 1, name)).toBe('success: Holds slot 1 of 1');
    expect([reactions(harmless), reactions(robot), replyCount(github, 1, name)]).toEqual(['', '', 0]);
  });

  test('T-27 an outsider is refused quietly, and it is on record', async () => {
    const name = await team('outsider');
    await openPulls(system, 1, name);
    expect(reactions(await say(name, 1, 'none', '/clos freeze because I can'))).toBe('-1');
    expect(reactions(await say(name, 1, 'none', '/clos help'))).toBe('');
    expect(replyCount(system.github, 1, name)).toBe(0);
    const [entry] = await audited('command.refused', pullSubject(name, 1));
    expect(entry).toMatchObject({ actor: 'none', after: { command: 'freeze', why: 'no-access' } });
  });
});

describe('a label that exempts', () => {
  const labelled = (text: string) => config(1).replace('wip:\n', `wip:\n  exempt: { labels: [${text}] }\n`);

  test('T-30 counts when somebody with write access set it, and from nobody else', async () => {
    const name = await team('labels', 1, labelled('hotfix'));
    const { github } = system;
    await openPulls(system, 2, name);
    for (const role of ['none', 'read', 'triage']) {
      github.addLabel(name, 2, 'hotfix', { as: role });
      await system.settle();
      expect(check(github, 2, name)).toMatch(/^queued: Waiting/);
      github.removeLabel(name, 2, 'hotfix', { as: role });
      await system.settle();
    }
    github.addLabel(name, 2, 'Hotfix', { as: 'write' });
    await system.settle();
    expect(check(github, 2, name)).toBe('success: Exempt: needs no slot, because of its label');
    github.removeLabel(name, 2, 'hotfix', { as: 'triage' });
    await system.settle();
    expect(check(github, 2, name)).toMatch(/^queued: Waiting/);
    const told = await Promise.all(
      ['exempt.granted', 'exempt.refused', 'exempt.ended'].map((action) =>
        audited(action, pullSubject(name, 2)),
      ),
    );
    expect(told.map((entries) => entries.map(({ actor }) => actor))).toEqual([
      ['write'],
      ['none', 'read', 'triage'],
      ['triage'],
    ]);
  });
});

describe('the reply', () => {
  test('T-61 T-62 is not doubled when the answer to its creation was lost, and is made again when deleted', async () => {
    const name = await team('lost');
    const { github } = system;
    await openPulls(system, 1, name);
    github.misbehave.failNext('issues/create-comment', { apply: true });
    await say(name, 1, 'read', '/clos status');
    expect(replyCount(github, 1, name)).toBe(1);
    // A copy of the marker by somebody else is not taken for ours.
    const [first] = [...github.pull(name, 1).comments.values()].filter(({ byApp }) => byApp);
    github.comment(name, 1, { author: 'read', body: first!.body });
    github.misbehave.failNext('issues/update-comment', { apply: true });
    await say(name, 1, 'read', '/clos help');
    expect(replyCount(github, 1, name)).toBe(1);
    expect(reply(github, 1, name)).toContain('/clos unfreeze');
    github.deleteComment(first!);
    await say(name, 1, 'read', '/clos status');
    expect(replyCount(github, 1, name)).toBe(1);
    expect(reply(github, 1, name)).toContain('Holds slot 1 of 1');
  });

  test('a command acts once, however often it is delivered', async () => {
    const name = await team('twice');
    const { github } = system;
    await openPulls(system, 2, name);
    await say(name, 2, 'maintain', '/clos expedite a');
    const delivery = github.deliveries.findLast(({ event }) => event === 'issue_comment');
    github.redeliver(delivery!.id);
    await system.settle();
    expect(await audited('wip.expedite', pullSubject(name, 2))).toHaveLength(1);
  });
});

/** The table of the requirements, written by hand: who may do what. */
/** Those that work on pull requests. */
type OnPull = Exclude<CommandName, 'score' | 'promote' | 'archive'>;

const ALLOWED: Record<OnPull, { readonly from: Role; readonly author: boolean; readonly notOwn?: true }> = {
  help: { from: 'read', author: false },
  status: { from: 'read', author: false },
  recheck: { from: 'triage', author: true },
  release: { from: 'write', author: true },
  expedite: { from: 'maintain', author: false },
  freeze: { from: 'maintain', author: false },
  unfreeze: { from: 'maintain', author: false },
  approve: { from: 'write', author: false, notOwn: true },
  waive: { from: 'maintain', author: false, notOwn: true },
};

const CHANNELS = ['own', 'same-repository', 'fork', 'button'] as const;

interface CommentPayload {
  readonly comment: { readonly user: { readonly login: string }; readonly author_association: string };
}

interface Cell {
  readonly role: Role;
  readonly command: OnPull;
  readonly channel: (typeof CHANNELS)[number];
}

const CELLS: readonly Cell[] = ROLES.flatMap((role) =>
  (Object.keys(ALLOWED) as OnPull[]).flatMap((command) =>
    CHANNELS.map((channel) => ({ role, command, channel })),
  ),
).filter(({ command, channel }) => channel !== 'button' || /recheck|release|expedite/.test(command));

function mayBy({ role, command, channel }: Cell): boolean {
  const { from, author, notOwn } = ALLOWED[command];
  if (role === 'none' || (notOwn && channel === 'own')) return false;
  return ROLES.indexOf(role) >= ROLES.indexOf(from) || (author && channel === 'own');
}

/** Whoever may is told that this repository has no gates; whoever may not is refused before that. */
const NO_GATES_HERE = 'confused';

const ARGUMENTS: Partial<Record<CommandName, string>> = {
  expedite: 'a',
  freeze: 'a',
  waive: 'user-testing until 3d because a',
};

const said = ({ command }: Cell): string => `/clos ${command} ${ARGUMENTS[command] ?? ''}`.trim();

describe('F10 the right person only', () => {
  test('T-26 T-27 six roles, nine commands, four channels: no wrong cell', async () => {
    const name = await team('matrix', 20);
    const { github } = system;
    const own = Object.fromEntries(
      ROLES.map((role) => [role, github.openPull(name, { author: role }).number]),
    );
    const shared = github.openPull(name, { author: 'dev' }).number;
    const forked = github.openPull(name, { fork: 'stranger' }).number;
    await system.settle();
    const numberOf = ({ role, channel }: Cell): number =>
      channel === 'own' ? (own[role] ?? 0) : channel === 'fork' ? forked : shared;
    const wrong: Cell[] = [];
    let foreseen = 0;
    for (const cell of CELLS) {
      const subject = pullSubject(name, numberOf(cell));
      const before = (await audited('command.refused', subject)).length;
      let mark = '';
      if (cell.channel === 'button') {
        const offered = github.visibleChecks(name, shared)[0]?.actions ?? [];
        if (!offered.some(({ identifier }) => identifier === cell.command)) continue;
        github.requestAction(name, shared, 'clos/wip', cell.command, { as: cell.role });
        await system.settle();
      } else {
        mark = reactions(await say(name, numberOf(cell), cell.role, said(cell)));
      }
      const refused = (await audited('command.refused', subject)).length > before;
      const done = cell.channel === 'button' ? !refused : ['+1', 'eyes', NO_GATES_HERE].includes(mark);
      if (done !== mayBy(cell)) wrong.push(cell);
      foreseen += 1;
    }
    expect(wrong).toEqual([]);
    expect(foreseen).toBeGreaterThan(160);
  });

  test('the control: author_association alone would let the wrong people in', () => {
    const { deliveries } = system.github;
    const associations = new Map(
      deliveries
        .filter(({ event }) => event === 'issue_comment')
        .map(({ request }) => (request.payload as unknown as CommentPayload).comment)
        .map(({ user, author_association }) => [user.login, author_association]),
    );
    const byAssociation = ({ role }: Cell): boolean =>
      ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(associations.get(role) ?? '');
    const wrong = CELLS.filter((cell) => byAssociation(cell) !== mayBy(cell));
    expect(associations.size).toBeGreaterThanOrEqual(ROLES.length);
    expect(wrong.length).toBeGreaterThan(30);
  });
});
