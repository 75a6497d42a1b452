// The one runner of all scenarios. A folder is a sentence: `facts.ts` says what is known, `decision.json` what is
// decided, and where there is a `rendered.md`, how the first check reads on GitHub. After a wanted change, run once
// with UPDATE_SCENARIOS=1, format, and read the difference as a reviewer would.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/core/decide.ts';
import type { Decision } from '../../src/core/decision.ts';
import type { Facts } from '../../src/core/facts.ts';
import { renderCheck } from '../../src/core/render/check.ts';
import { LAST_EVENT } from '../core/support/facts.ts';

const update = process.env.UPDATE_SCENARIOS === '1';
const here = new URL('./', import.meta.url);

const scenarios = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((domain) => readdirSync(new URL(`${domain.name}/`, here)).map((name) => `${domain.name}/${name}`));

function rendered(decision: Decision, facts: Facts): string {
  const [check] = decision.checks;
  if (!check) return 'No check is written.\n';
  const { title, summary, text, ...outcome } = renderCheck(check, {
    now: facts.now,
    lastEvent: LAST_EVENT,
    traceId: null,
  });
  const state = outcome.status === 'completed' ? `completed: ${outcome.conclusion}` : outcome.status;
  return `<!-- biome-ignore-all format: as GitHub gets it -->\n<!-- ${check.name}, ${state} -->\n\n# ${title}\n\n${summary}\n\n${text}\n`;
}

/** Writes what was found when updating, and reads what is expected. */
function expected(file: URL, found: string): string {
  if (update) writeFileSync(file, found);
  return readFileSync(file, 'utf8');
}

describe.each(scenarios)('%s', (name) => {
  const folder = new URL(`${name}/`, here);
  const load = async () => ((await import(new URL('facts.ts', folder).href)) as { facts: Facts }).facts;

  test('decides as written', async () => {
    const decision = decide(await load());
    const found = JSON.stringify(decision, null, 2);
    expect(decision).toEqual(JSON.parse(expected(new URL('decision.json', folder), `${found}\n`)));
  });

  const page = new URL('rendered.md', folder);
  if (existsSync(page)) {
    test('reads as written', async () => {
      const facts = await load();
      const found = rendered(decide(facts), facts);
      expect(found).toBe(expected(page, found));
    });
  }
});
