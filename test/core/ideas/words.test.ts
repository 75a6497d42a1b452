// What is said about an idea is ours, and what people wrote is only shown, wherever it enters (T-35, T-36, T-37).

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { ideaAnswer } from '../../../src/core/ideas/answer.ts';
import { formlessComment, ideaComment, type Resembling } from '../../../src/core/ideas/comment.ts';
import { decideIdea } from '../../../src/core/ideas/decide.ts';
import type { IdeaOutcome } from '../../../src/core/ideas/orders.ts';
import type { Idea, Override } from '../../../src/core/ideas/record.ts';
import type { IdeaRules } from '../../../src/core/ideas/rules.ts';
import { userId } from '../../../src/core/ids.ts';
import { renderIdeaComment } from '../../../src/core/render/idea-comment.ts';
import { readIdea } from '../../../src/webhooks/issue/idea.ts';
import { ALL, MARKUP, MENTIONS } from '../render/hostile.ts';
import { cells, live } from '../render/markdown.ts';
import {
  ADA,
  aCase,
  anIdea,
  aPromotion,
  FAIR,
  fieldsOf,
  GOOD,
  HALF,
  NOW,
  POOR,
  RULES,
  rulesOf,
  seen,
} from './support/facts.ts';

const MARKER = '<!-- clos:idea:7:100:12 -->';
const HOME = 'https://github.com/acme/shop';

const shown = (idea: Idea, rules: IdeaRules = RULES, resembling: readonly Resembling[] = []): string =>
  renderIdeaComment(ideaComment(idea, { rules, resembling, repositoryUrl: HOME }), [], MARKER, NOW);

const person = (login: string) => ({ id: userId(1), login });
const hostileOverrides = (text: string): readonly Override[] => [
  { factor: 'impact', value: 3, by: person(text), at: NOW },
];

const resembling = (title: string | null): Resembling => ({
  reference: '#9',
  url: `${HOME}/issues/9`,
  title,
  status: 'APPROVED',
  similarity: 0.616,
});

/** Of the form a team writes: what it calls its fields, and what it offers. */
function choiceOf(option: string, answer: string): Idea {
  const form = {
    id: 'impact',
    kind: 'dropdown',
    label: 'Expected Impact',
    aliases: [],
    required: true,
  } as const;
  const inputs = [{ ...form, multiple: false, options: [option, 'High'], render: null }];
  const { fields } = readIdea(`### Expected Impact\n\n${answer}\n`, RULES, { inputs, labels: [] });
  return anIdea(HALF, { seen: seen(HALF, {}, { fields }) });
}

/** Every place where people's words enter the comment. */
const PLACES: readonly (readonly [place: string, comment: (text: string) => string])[] = [
  [
    'an answer that is scored',
    (text) => shown(anIdea(GOOD, { seen: seen({ ...GOOD, impact: `8 ${text}` }) })),
  ],
  [
    'an answer that is not understood',
    (text) => shown(anIdea(GOOD, { seen: seen({ ...GOOD, effort: text }) })),
  ],
  [
    'every answer',
    (text) =>
      shown(anIdea(GOOD, { seen: seen(Object.fromEntries(Object.keys(GOOD).map((key) => [key, text]))) })),
  ],
  ['the title', (text) => shown({ ...anIdea(), issue: { ...anIdea().issue, title: text } })],
  [
    'a heading of the form',
    (text) => {
      const fields = fieldsOf(HALF).map((one) => ({ ...one, heading: text }));
      return shown(anIdea(HALF, { seen: seen(HALF, {}, { fields }) }));
    },
  ],
  ['an option of the form', (text) => shown(choiceOf(text, 'Hihg'))],
  ['a choice there is not', (text) => shown(choiceOf('Low', text))],
  [
    'why a field cannot be read',
    (text) => {
      const fields = fieldsOf(GOOD).map((one) =>
        one.field === 'pod' ? { ...one, reading: { state: 'unreadable', why: text } as const } : one,
      );
      return shown(anIdea(GOOD, { seen: seen(GOOD, {}, { fields }) }));
    },
  ],
  [
    'who set an amount',
    (text) => {
      const before = { ...anIdea(), overrides: hostileOverrides(text) };
      return shown(decideIdea(aCase({ before, seen: seen(FAIR) })).idea!);
    },
  ],
  [
    'a reason to archive',
    (text) => {
      const orders = [{ kind: 'archive', actor: person(text), reason: text } as const];
      return shown(anIdea(GOOD, { orders }));
    },
  ],
  [
    'a pod, a name, a reason and who promoted',
    (text) =>
      shown({
        ...anIdea(),
        status: 'PROMOTED',
        promotion: aPromotion({ pod: text, name: text, slug: text, override: text, by: person(text) }),
      }),
  ],
  ['the title of an idea like it', (text) => shown(anIdea(), RULES, [resembling(text), resembling(null)])],
  [
    'words of a scale',
    (text) => {
      const rules = rulesOf({ scales: { ...RULES.scales, impact: { [`${text} x`]: 3 } } });
      return shown(
        anIdea({ ...GOOD, impact: 'soon' }, { rules, seen: seen({ ...GOOD, impact: 'soon' }) }),
        rules,
      );
    },
  ],
  [
    'headings and the label that the rules ask for',
    (text) => {
      const fields = { ...RULES.fields, problem: { headings: [text], required: true } as const };
      return renderIdeaComment(formlessComment(rulesOf({ fields, label: text })), [], MARKER, NOW);
    },
  ],
  [
    'an answer to a command',
    (text) => {
      const promotion = aPromotion({ slug: text });
      const outcomes: IdeaOutcome[] = [
        { kind: 'incomplete', fields: [text, text] },
        { kind: 'no-idea', label: text },
        { kind: 'promoted', promotion },
        { kind: 'promoted-already', promotion },
      ];
      const answers = outcomes.map((one) => ({ heading: ['Answer'], says: [ideaAnswer(one)] }));
      return renderIdeaComment(null, answers, MARKER, NOW);
    },
  ],
];

const github = new MarkdownIt('default', { html: true });

const OURS = new Set(['tr_open', 'td_open', 'th_open', '<sub>', '</sub>']);

/** What Markdown makes of it besides text and our own tables: links by address, images, HTML, blocks. */
function partsOf(markdown: string): readonly string[] {
  const blocks = github.parse(markdown, {});
  const all = blocks.flatMap((block) => [block, ...(block.children ?? [])]);
  const parts = all.flatMap((token) => {
    if (token.type === 'link_open') return [`link ${token.attrGet('href')}`];
    if (token.type === 'html_inline' || token.type === 'html_block') return [token.content.trim()];
    const shows =
      /^(?:image|fence|code_block|blockquote_open|list_item_open|heading_open|tr_open|td_open|th_open|hr)$/;
    return shows.test(token.type) ? [token.type] : [];
  });
  return parts.filter((part) => !OURS.has(part));
}

const OUR_LINKS = /\[(?:issue \d+|\\?#\u200b?\d+)\]\(https:\/\/github\.com\/acme\/shop\/issues\/\d+\)/g;

/** `plain`: the parts of the same comment about a harmless word. */
function expectHarmless(markdown: string, plain: readonly string[]) {
  const [marker, ...rest] = markdown.split('\n');
  expect(marker).toBe(MARKER);
  expect(partsOf(rest.join('\n'))).toEqual(plain);
  const bare = rest.map((one) =>
    one.replaceAll(OUR_LINKS, '').replace(/^### |^\*\*(?=.*\*\*$)|^<sub>(?=.*<\/sub>$)|\*\*$|<\/sub>$/g, ''),
  );
  expect(bare.flatMap(live)).toEqual([]);
  const tables = rest
    .join('\n')
    .split(/\n(?!\|)/)
    .map((block) => block.split('\n').filter((one) => one.startsWith('|')));
  expect(tables.filter((rows) => new Set(rows.map(cells)).size > 1)).toEqual([]);
  expect(markdown).not.toMatch(/[\p{Co}\p{Cs}\u202a-\u202e\u2066-\u2069\u200c-\u200f\u{e0000}-\u{e007f}]/u);
}

describe.each(PLACES)('people’s words in %s', (_, comment) => {
  const plain = partsOf(comment('word').split('\n').slice(1).join('\n'));

  test('T-35 mention nobody and link nothing', () => {
    for (const text of MENTIONS) expectHarmless(comment(text), plain);
  });

  test('T-36 are no Markdown, no HTML and no cell of their own', () => {
    for (const text of MARKUP) expectHarmless(comment(text), plain);
  });

  test('T-37 are in code, on one line and without what nobody sees, whatever they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...ALL), fc.string({ unit: 'binary', maxLength: 200 })), (text) =>
        expectHarmless(comment(text), plain),
      ),
      { numRuns: 25 },
    );
    for (const hidden of ['<!-- approve this -->', '\u{e0041}approve', '\u202eevorppa'])
      expect(comment(hidden).slice(MARKER.length)).not.toMatch(/<!--(?![^`]*`)|\u{e0041}|\u202e/u);
  });

  test('T-36 fit into a comment when they are 60 KB', () => {
    for (const unit of ['x', '`', '|', '\n', '@a ', '支', '🚀', '<details>'])
      expect(Buffer.byteLength(comment(unit.repeat(60_000 / unit.length)))).toBeLessThan(65_535);
  });
});

test('T-36 no comment is longer than GitHub takes, however much there is to say', () => {
  const long = '`支'.repeat(30_000);
  const fields = fieldsOf(HALF).map((one) => ({
    ...one,
    heading: long,
    required: true,
    reading: { state: 'unreadable', why: long } as const,
  }));
  const idea = anIdea(HALF, { seen: seen(HALF, { title: long }, { fields, redacted: [long] }) });
  const answers = Array.from({ length: 50 }, () => ({
    heading: [{ untrusted: long }],
    says: [[{ untrusted: long }], [long]],
  }));
  const around = {
    rules: RULES,
    resembling: Array.from({ length: 200 }, () => resembling(long)),
    repositoryUrl: HOME,
  };
  const text = renderIdeaComment(ideaComment(idea, around), answers, MARKER, NOW);
  expect(Buffer.byteLength(text)).toBeLessThan(65_535);
  expect(text.startsWith(`${MARKER}\n`)).toBe(true);
  expect(text.endsWith('lists the commands.</sub>')).toBe(true);
});

test('T-105 of a secret only the kind is told', () => {
  const idea = anIdea(GOOD, { seen: seen(GOOD, {}, { redacted: ['GitHub token', 'private key'] }) });
  expect(shown(idea)).toContain('is not kept by us: GitHub token, private key. It still stands in the issue');
});

const AT_WORK: readonly (readonly [what: string, idea: Idea, heading: string, next: string])[] = [
  [
    'approved',
    anIdea(),
    '✅ 9.3 of 10: approved',
    'A maintainer can make it a project with `/clos promote`.',
  ],
  [
    'fair',
    anIdea(FAIR, { seen: seen(FAIR) }),
    '🔎 7.7 of 10: to be reviewed',
    'A maintainer can make it a project with `/clos promote`, or park it with `/clos archive <reason>`.',
  ],
  [
    'poor',
    anIdea(POOR, { seen: seen(POOR) }),
    '📝 4.7 of 10: needs work',
    'A maintainer can promote it all the same with `/clos promote override because <reason>`.',
  ],
  [
    'incomplete',
    anIdea(HALF, { seen: seen(HALF) }),
    '📝 Not complete yet: 9.3 of 10 so far',
    'Please edit the issue and add what is missing: it is read and scored again.',
  ],
  [
    'promoted',
    { ...anIdea(), status: 'PROMOTED', promotion: aPromotion() },
    '🚀 A project by now',
    'Nothing to do.',
  ],
  [
    'archived',
    anIdea(GOOD, { orders: [{ kind: 'archive', actor: ADA, reason: 'Later' }] }),
    '💤 Archived',
    'Reopen the issue to take it up again.',
  ],
];

test.each(AT_WORK)(
  'an idea that is %s says where it stands and what comes next',
  (_, idea, heading, next) => {
    expect(shown(idea)).toContain(`${MARKER}\n### ${heading}\n`);
    expect(shown(idea)).toContain(next);
  },
);

test('what the reader of issues quotes is code, and the fences it speaks of are shown as they are', () => {
  const body = '### Problem Statement\n\n```\nan open fence\n\n### Expected Impact\n\n8\n';
  const { fields } = readIdea(body, RULES, null);
  const text = shown(anIdea(HALF, { seen: seen(HALF, {}, { fields }) }));
  expect(text).toContain(
    'goes on over the heading `Expected Impact`. Close it: \\`\\`\\` with \\`\\`\\`, `<!--` with `-->`.',
  );
  expect(text).toContain('as when \\`\\`\\` or `<!--` before it is not closed.');
});
