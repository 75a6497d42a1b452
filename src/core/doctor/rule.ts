// One thing the doctor looks for. `look` answers with every place where it is wrong; pure.

import type { DoctorFacts } from './facts.ts';

/** `error`: somebody is, or will be, stuck or unprotected. `warning`: look at it soon. `info`: good to know. */
export type Severity = 'error' | 'warning' | 'info';

export interface Trouble {
  /** The app, an account, a repository. */
  readonly where: string;
  readonly what: string;
  /** One sentence that names the exact setting or address. */
  readonly mend: string;
}

export interface Rule {
  readonly code: string;
  readonly severity: Severity;
  /** One line for docs/doctor.md. */
  readonly means: string;
  readonly look: (facts: DoctorFacts) => readonly Trouble[];
}

export interface Finding extends Trouble {
  readonly code: string;
  readonly severity: Severity;
}
