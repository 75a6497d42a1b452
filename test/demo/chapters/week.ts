// Time passes: a slot without activity is announced to expire, and a day later passes on.
// Nobody waits a week here: the last activity of those pull requests is set back in the database, whose clock CLOS goes by.

import { at, PAY, SHOP } from '../acme.ts';
import { type Chapter, HOLDS, waits } from '../scene.ts';
import type { Stage } from '../stage.ts';

const IDLE = `UPDATE wip_locks SET active_at = coalesce(active_at, granted_at) - $3::interval,
    warned_at = warned_at - $3::interval
  WHERE status = 'held' AND pull_number = $2
    AND repository_id = (SELECT repository_id FROM repositories WHERE owner || '/' || name = $1)`;

/** So much time has passed since anything happened to it, and since its check last said so. */
export async function letPass({ query, github }: Stage, ref: string, interval: string): Promise<void> {
  github.pull(...at(ref));
  await query(IDLE, [...at(ref), interval]);
}

const ANNOUNCED = /^Holds slot \d; without activity it expires /;

export const aWeekPasses: Chapter = async ({ stage, narrator, act, open, shows, nextSecond }) => {
  narrator.chapter('A week passes');
  open(PAY, 'Bank holidays', 'pia');
  await shows('pay#5', HOLDS);
  await nextSecond();
  open(SHOP, 'Loyalty points', 'quin');
  await shows('shop#10', waits(1, 1));
  await act('six days and an hour without a push, review or comment on pay#1 and pay#3', async () => {
    for (const ref of ['pay#1', 'pay#3']) await letPass(stage, ref, '6 days 1 hour');
    await stage.startSweep();
  });
  await shows('pay#1', ANNOUNCED);
  await shows('pay#3', ANNOUNCED);
  act('gus pushes to pay#3', () => stage.github.push(...at('pay#3')));
  await shows('pay#3', HOLDS);
  await act('another day, and nobody has touched pay#1', async () => {
    await letPass(stage, 'pay#1', '1 day');
    await stage.startSweep();
  });
  await shows('shop#10', HOLDS);
  await shows('pay#1', waits(1, 1));
  narrator.note('the back of the line: it gets its next slot like anybody else');
};
