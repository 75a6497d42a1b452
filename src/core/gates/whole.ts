// The judgement of one pull request before it is put into words.

import type { Mode } from '../policy.ts';
import type { Judged, Setting } from './judged.ts';
import type { Answer } from './outcome.ts';
import type { Row } from './row.ts';

export interface Whole {
  readonly setting: Setting;
  readonly mode: Mode;
  /** What could not be read at all, and what that keeps from being judged. */
  readonly lost: readonly Row[];
  readonly projects: readonly Judged[];
  /** Of `requires:`. */
  readonly paths: readonly Row[];
  readonly answer: Answer;
}

/** What decides the answer. */
export const decidingRows = ({ lost, projects, paths }: Whole): Row[] => [
  ...lost,
  ...projects.flatMap(({ deciding }) => deciding),
  ...paths,
];
