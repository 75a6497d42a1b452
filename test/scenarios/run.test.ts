// The one runner of scenarios of pull requests; ideas.test.ts runs those of ideas. A folder is a sentence: `facts.ts` says what is known
// (`facts` for the whole decision, `input` for stage gates), `decision.json` what is decided, and where there is a `rendered.md`, how the
// first check reads on GitHub.
// After a wanted change, run once with UPDATE_SCENARIOS=1, format, and read the difference as a reviewer would.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/core/decide.ts';
import type { DesiredCheck } from '../../src/core/effect.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { GateComment } from '../../src/core/gates/decision.ts';
import { type GateInput, judgeGates } from '../../src/core/gates/judge.ts';
import { renderCheck } from '../../src/core/render/check.ts';
import { renderGateComment } from '../../src/core/render/gate-comment.ts';
import { LAST_EVENT } from '../core/support/facts.ts';

const update = process.env.UPDATE_SCENARIOS === '1';
const here = new URL('./', import.meta.url);

const scenarios = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'ideas')
  .flatMap((domain) => readdirSync(new URL(`${domain.name}/`, here)).map((name) => `${domain.name}/${name}`));

interface Decided {
  readonly decision: unknown;
  readonly check: DesiredCheck | null;
  readonly comment: GateComment | null;
  readonly now: string;
}

type Known = { readonly facts: Facts } | { readonly input: GateInput };

function decided(known: Known): Decided {
  if ('input' in known) {
    const decision = judgeGates(known.input);
    return { decision, check: decision.check, comment: decision.comment, now: known.input.now };
  }
  const decision = decide(known.facts);
  return { decision, check: decision.checks[0] ?? null, comment: null, now: known.facts.now };
}

function rendered({ check, comment, now }: Decided): string {
  if (!check) return 'No check is written.\n';
  const shown = renderCheck(check, { now, lastEvent: LAST_EVENT, traceId: null });
  const { title, summary, text, ...outcome } = shown;
  const state = outcome.status === 'completed' ? `completed: ${outcome.conclusion}` : outcome.status;
  const page = `<!-- biome-ignore-all format: as GitHub gets it -->\n<!-- ${check.name}, ${state} -->\n\n# ${title}\n\n${summary}\n\n${text}\n`;
  return [page, ...annotated(check), ...commented(comment, now)].join('\n');
}

const annotated = ({ annotations = [] }: DesiredCheck): string[] =>
  annotations.length === 0
    ? []
    : [
        '<!-- on the lines of the files -->\n',
        ...annotations.map((one) => `- ${one.path}:${one.line}, ${one.level}: ${one.title}. ${one.message}`),
        '',
      ];

const commented = (comment: GateComment | null, now: string): string[] =>
  comment === null
    ? []
    : ['<!-- the comment -->', renderGateComment(comment, '<!-- clos:gate:1:100:10 -->', now), ''];

/** Writes what was found when updating, and reads what is expected. */
function expected(file: URL, found: string): string {
  if (update) writeFileSync(file, found);
  return readFileSync(file, 'utf8');
}

describe.each(scenarios)('%s', (name) => {
  const folder = new URL(`${name}/`, here);
  const load = async () => decided((await import(new URL('facts.ts', folder).href)) as Known);

  test('decides as written', async () => {
    const { decision } = await load();
    const found = JSON.stringify(decision, null, 2);
    expect(decision).toEqual(JSON.parse(expected(new URL('decision.json', folder), `${found}\n`)));
  });

  const page = new URL('rendered.md', folder);
  if (existsSync(page)) {
    test('reads as written', async () => {
      const found = rendered(await load());
      expect(found).toBe(expected(page, found));
    });
  }
});
