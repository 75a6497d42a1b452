// An issue's body of 60 KB, redacted, read and scored, against a floor: the same Markdown library over the same text with nothing
// done about what it finds. And what a new idea, and a burst of edits, cost at GitHub.

import MarkdownIt from 'markdown-it';
import { DEFAULT_IDEA_RULES } from '../../src/core/ideas/defaults.ts';
import { score } from '../../src/core/ideas/score.ts';
import { redact } from '../../src/core/redact.ts';
import { readIdea } from '../../src/webhooks/issue/idea.ts';
import { ideaBody, openIdea } from '../support/idea.ts';
import type { Bench, Context } from './bench.ts';
import { atMost, below, type Report, type Row, row } from './report.ts';
import { percentile } from './stats.ts';
import { betweenSweeps, formTeam, startWorld, type World } from './world.ts';

const BYTES = 60_000;
const LIMIT_MS = 10;
const EDITS = 20;

/** As people write it: paragraphs, lists, code, links, a quote. */
const PROSE = `Customers who pay by invoice cannot see what is open, so they write to support. That costs two hours a day.

- We looked at 120 tickets of the last quarter, see https://example.com/tickets?quarter=3
- Two of five interviewed accountants keep a spreadsheet of their own
  1. which they fill by hand
  2. and which is wrong every month

> We would pay for that, said one of them.

\`\`\`ts
const open = invoices.filter(({ paid }) => !paid);
\`\`\`

#### What we know

The *finance* team has asked for it **three times**; [the notes](https://example.com/notes) say more.

`;

const TEXT = ideaBody({ problem: PROSE.repeat(Math.ceil(BYTES / PROSE.length)).slice(0, BYTES) });

function handled(): number {
  const { fields, evidence } = readIdea(redact(TEXT).text, DEFAULT_IDEA_RULES, null);
  return score({ fields, evidence, votes: { up: 0, down: 0 }, overrides: [] }, DEFAULT_IDEA_RULES).value;
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function reading({ short }: Context): readonly Row[] {
  const library = new MarkdownIt('commonmark');
  library.core.ruler.disable(['inline', 'text_join']);
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let round = short ? -20 : -100; round < (short ? 101 : 501); round += 1) {
    const took = [timed(handled), timed(() => library.parse(TEXT, {}))] as const;
    // The first ones compile code.
    if (round < 0) continue;
    ours.push(took[0]);
    floor.push(took[1]);
  }
  return [
    row('redacted, read and scored', 'ms', ours, below(LIMIT_MS)),
    row('floor: the Markdown library alone', 'ms', floor),
    row('redacted, read and scored: p95', 'ms', [percentile(ours, 0.95)]),
  ];
}

async function requests(world: World): Promise<readonly Row[]> {
  const { github } = world;
  const { repository } = formTeam(world, 'ideas');
  await world.settle();
  // The rules are read once, with the first idea.
  openIdea(github, {}, repository);
  await betweenSweeps(world, 20);
  const costs = async (act: () => void) => {
    github.resetRequests();
    act();
    await world.settle();
    return github.requestCounts();
  };
  let number = 0;
  const fresh = await costs(() => {
    number = openIdea(github, { title: 'Export to a spreadsheet' }, repository);
  });
  const edited = await costs(() => {
    for (let i = 0; i < EDITS; i += 1) github.editIssue(repository, number, { title: `Version ${i}` });
  });
  return [
    row('a new idea: reads', '', [fresh.reads], atMost(1)),
    row('a new idea: writes', '', [fresh.writes], atMost(3)),
    row(`${EDITS} edits in a burst: reads`, '', [edited.reads], below(EDITS)),
  ];
}

export const ideas: Bench = {
  name: 'ideas',
  run: async (context): Promise<Report> => {
    const read = reading(context);
    const world = await startWorld(context, 'ideas');
    try {
      const about = `an issue of ${BYTES / 1_000} KB, and what ideas cost at GitHub`;
      return { name: 'ideas', about, rows: [...read, ...(await requests(world))], notes: [] };
    } finally {
      await world.stop();
    }
  },
};
