// `clos idea list`, `clos idea show` and `clos idea export` on ideas as a port gives them: what they print, and what they refuse.

import { describe, expect, test } from '@jest/globals';
import type { World } from '../../src/cli/world.ts';
import type { LedgerLine, ListedIdea } from '../../src/ports/idea-ledger.ts';
import { ideaBody } from '../support/idea.ts';
import { type Keeping, keptIdea, NOW } from '../support/kept-idea.ts';
import { clos, folder } from './support.ts';

const HOSTILE = '=HYPERLINK("http://x")\u001b[31m\u202e';

const listedIdea = (number: number, more: Partial<ListedIdea> = {}): ListedIdea => ({
  ...{ repository: 'acme/shop', number, title: `Idea ${number}`, status: 'EVALUATING', score: 6.5 },
  ...{ band: 'review', version: 1, project: null, gone: false, changedAt: NOW },
  url: `https://github.com/acme/shop/issues/${number}`,
  ...more,
});

interface Given {
  readonly accounts?: readonly string[];
  readonly ideas?: readonly ListedIdea[] | null;
  readonly kept?: Keeping;
  readonly more?: readonly Partial<LedgerLine>[];
  readonly asked?: unknown[];
}

function ledgerOf({ kept, more = [] }: Given): readonly LedgerLine[] {
  const { entries } = keptIdea(12, kept);
  const first = entries.map(({ actor, action, version, before, after, reason }) => ({
    ...{ at: NOW, repository: 'acme/shop', repositoryId: 7, number: 12, trace: 't' },
    ...{ actor: actor?.login ?? 'clos', actorId: actor?.id ?? null, action, version, before, after, reason },
  }));
  return [...first, ...more.flatMap((one) => first.map((line) => ({ ...line, ...one })))];
}

/** Only what these commands ask for. */
function worldOf(given: Given): World {
  const { accounts = ['acme'], ideas = [], asked = [] } = given;
  const installations = accounts.map((accountLogin, index) => ({ id: index + 1, accountLogin }));
  const world = {
    spine: { github: { installations: { list: async () => installations } } },
    ideas: {
      list: async (...wish: unknown[]) => {
        asked.push(wish);
        return ideas;
      },
      find: async (_: unknown, _at: unknown, number: number) =>
        number === 12 ? { idea: keptIdea(12, given.kept).idea, rules: null } : null,
      similar: async () => [],
      async *lines(...range: unknown[]) {
        asked.push(range);
        for (const line of ledgerOf(given)) yield [line];
      },
    },
  };
  return world as unknown as World;
}

const idea = (argv: readonly string[], given: Given = {}) =>
  clos(folder(), ['idea', ...argv], { inWorld: async (work) => work(worldOf(given)) });

describe('clos idea list', () => {
  const ideas = [
    listedIdea(1, { status: 'ARCHIVED', score: 10, gone: true }),
    listedIdea(2, { status: 'PROMOTED', score: 9, project: 'pay-later' }),
    listedIdea(3),
    listedIdea(4, { score: 7 }),
    listedIdea(5, { status: 'APPROVED', score: 8.2, band: 'approved' }),
  ];

  test('shows first what waits for a decision, the best on top', async () => {
    const { code, out } = await idea(['list'], { ideas });
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'acme/shop#5  APPROVED    8.2   Idea 5',
      'acme/shop#4  EVALUATING  7.0   Idea 4',
      'acme/shop#3  EVALUATING  6.5   Idea 3',
      'acme/shop#2  PROMOTED    9.0   Idea 2  project pay-later',
      'acme/shop#1  ARCHIVED    10.0  Idea 1  its issue is gone',
      '',
      '5 ideas: 2 EVALUATING, 1 APPROVED, 1 PROMOTED, 1 ARCHIVED.',
    ]);
    expect((await idea(['list'])).out).toBe('No ideas.');
  });

  test('nothing in a title can steer the terminal, nor be a formula in a spreadsheet', async () => {
    const one = { ideas: [listedIdea(1, { title: HOSTILE })] };
    const { out } = await idea(['list'], one);
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const csv = (await idea(['list', '--format', 'csv'], one)).out.split('\n');
    expect(csv[0]).toBe('repository,number,title,status,score,band,version,project,gone,url,changedAt');
    expect(csv[1]).toMatch(/^acme\/shop,1,"'=HYPERLINK\(""http:\/\/x""\)/);
  });

  test('prints JSON for programs', async () => {
    const { out } = await idea(['list', '--format', 'json'], { ideas });
    expect(JSON.parse(out).map(({ number }: ListedIdea) => number)).toEqual([5, 4, 3, 2, 1]);
  });

  test('asks for one repository and one status, in the account of the repository', async () => {
    const asked: unknown[] = [];
    const accounts = ['other', 'Acme'];
    await idea(['list', '--repository', 'acme/shop', '--status', 'APPROVED'], { accounts, asked });
    expect(asked).toEqual([[2, { repository: { owner: 'acme', name: 'shop' }, status: 'APPROVED' }]]);
  });

  test.each<[string[], Given, string]>([
    [['list'], { accounts: ['b', 'a'] }, 'Name one of them: a, b.'],
    [['list'], { accounts: [] }, 'The app is not installed anywhere.'],
    [['list', 'nobody'], {}, 'The app is not installed on nobody.'],
    [['list', '--repository', 'shop'], {}, '`shop` names no repository.'],
    [['list', '--repository', 'acme/nope'], { ideas: null }, 'Nothing is known of acme/nope.'],
    [['list', '--status', 'GOOD'], {}, 'Allowed choices are PENDING, EVALUATING'],
    [['show', 'acme/shop'], {}, '`acme/shop` names no idea.'],
    [['show', 'acme/shop#13'], {}, 'There is no idea acme/shop#13.'],
    [['export', '--from', 'someday'], {}, '`someday` is no date.'],
    [['export', '--format', 'text'], {}, 'Allowed choices are json, csv'],
  ])('%j is refused with what to do', async (argv, given, words) => {
    const { code, err } = await idea(argv, given);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe('clos idea show', () => {
  test('says where it stands, how it scores, what is missing and every line of its ledger', async () => {
    const kept = { body: ideaBody({ effort: 'a while' }) };
    const [before] = ledgerOf({ kept });
    const after = { status: 'EVALUATING' as const, score: 6.3 };
    const title = before?.after?.title ?? '';
    const fields = { ...before?.after?.fields, effort: '3 weeks' };
    const more: Partial<LedgerLine>[] = [
      { action: 'edited', version: 2, before: before?.after ?? null, after: { ...after, title, fields } },
      {
        ...{ actor: 'boss', action: 'overridden', version: 2, before: after, reason: 'we know' },
        after: { ...after, score: 9, overrides: [{ factor: 'impact', value: 10 }] },
      },
    ];
    const { code, out } = await idea(['show', 'acme/shop#12'], { kept, more });
    expect(code).toBe(0);
    expect(out).toContain('acme/shop#12  Idea 12\nhttps://github.com/acme/shop/issues/12\n');
    expect(out).toContain('Not complete yet: 6.3 of 10 so far  PENDING');
    expect(out).toMatch(/^Estimated Effort {2}required {7}It begins neither with a number/m);
    expect(out).toMatch(/^Impact +Very high +10 of 10 +10 +33 %$/m);
    const [, ledger = ''] = out.split('Ledger, in UTC\n');
    expect(ledger.split('\n').slice(0, 3)).toEqual([
      '2026-11-20 12:00  mona  submitted   v1  PENDING, score 6.3',
      '2026-11-20 12:00  mona  edited      v2  PENDING → EVALUATING, score 6.3, changed effort',
      '2026-11-20 12:00  boss  overridden  v2  EVALUATING, score 6.3 → 9, impact set to 10; because we know',
    ]);
    expect(ledger).toMatch(/Next: Please edit the issue and add what is missing/);
  });

  test('nothing that people wrote can steer the terminal', async () => {
    const kept = { body: ideaBody({ impact: HOSTILE }), issue: { title: HOSTILE, authorLogin: HOSTILE } };
    const { out } = await idea(['show', 'acme/shop#12'], { kept, more: [{ reason: HOSTILE }] });
    expect(out).toContain('=HYPERLINK');
    expect(out.replaceAll('\n', '').replaceAll('\u200d', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('prints JSON for programs, with the whole of each line', async () => {
    const { out } = await idea(['show', 'acme/shop#12', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      reference: 'acme/shop#12',
      idea: { status: 'APPROVED', reading: { score: { value: 9.3 } } },
      ledger: [{ action: 'submitted', after: { fields: { pod: 'checkout' } } }],
    });
  });
});

describe('clos idea export', () => {
  test('prints one object a line, within the time that was asked for', async () => {
    const asked: unknown[] = [];
    const argv = ['export', 'acme', '--from', '2026-01-31', '--to', '2026-02-28T12:00:00Z'];
    const { out } = await idea(argv, { asked, more: [{ actor: 'boss' }] });
    expect(out.split('\n').map((line) => JSON.parse(line).actor)).toEqual(['mona', 'boss']);
    expect(asked).toEqual([[1, { from: '2026-01-31T00:00:00.000Z', to: '2026-02-28T12:00:00.000Z' }]]);
  });

  test('as CSV has a head, quotes what must be quoted and turns formulas into text', async () => {
    const { out } = await idea(['export', '--format', 'csv'], {
      kept: { issue: { title: 'a, "b"' } },
      more: [{ reason: '=1+1', before: null, after: null }],
    });
    const [head, first, second] = out.split('\n');
    expect(head).toBe(
      'at,repository,repositoryId,number,version,actor,actorId,action,before,after,reason,trace',
    );
    expect(first).toContain(`${NOW},acme/shop,7,12,1,mona,5,submitted,,"{""status"":""APPROVED""`);
    expect(second).toBe(`${NOW},acme/shop,7,12,1,mona,5,submitted,,,'=1+1,t`);
  });
});
