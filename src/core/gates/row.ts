// One row of a judgement, with its words still marked as trusted or not; `GateRow` is the same, flat.

import type { Place } from '../faults.ts';
import { plain } from '../sentences.ts';
import type { Text } from '../verdict.ts';
import type { GateRow, Mender, RowState } from './decision.ts';
import type { Waiver } from './model.ts';

export interface Row {
  readonly id: string;
  readonly title: Text;
  readonly state: RowState;
  readonly mends: Mender;
  readonly needed: Text;
  readonly found: Text;
  /** Empty where it is met and nothing is to be said. */
  readonly reason: Text;
  readonly hint: Text;
  /** The line to look at. */
  readonly place: Place | null;
  /** When time alone changes its state next, as far as that can be told. */
  readonly changesAt: string | null;
  readonly waivable: boolean;
  /** Where one is in force for it. */
  readonly waiver: Waiver | null;
}

const PLAIN: Omit<Row, 'id' | 'title' | 'state'> = {
  mends: 'author',
  needed: [],
  found: [],
  reason: [],
  hint: [],
  place: null,
  changesAt: null,
  waivable: false,
  waiver: null,
};

export const rowOf = (given: Pick<Row, 'id' | 'title' | 'state'> & Partial<Row>): Row => ({
  ...PLAIN,
  ...given,
});

export const isMissing = ({ state }: Row): boolean => state === 'not-met' || state === 'unknown';

/** What the author can mend, be it not met or not even readable. */
export const isBlocked = (row: Row): boolean => isMissing(row) && row.mends === 'author';

/** What nobody could evaluate, through no fault of the author. */
export const isUnclear = (row: Row): boolean => row.state === 'unknown' && row.mends !== 'author';

export const isWaiting = (row: Row): boolean => row.state === 'not-met' && row.mends !== 'author';

export const flat = (row: Row, about: Pick<GateRow, 'project' | 'from' | 'to' | 'asked'>): GateRow => ({
  ...about,
  criterion: row.id,
  title: plain(row.title),
  state: row.state,
  mends: row.mends,
  needed: plain(row.needed),
  found: plain(row.found),
  reason: plain(row.reason) || null,
  hint: plain(row.hint) || null,
  place: row.place,
});
