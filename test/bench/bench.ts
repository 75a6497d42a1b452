// What every benchmark is given, and what it is.

import type { Databases } from './databases.ts';
import type { Report } from './report.ts';

export interface Context {
  /** Smaller sizes: to see that it runs, and for rough figures. */
  readonly short: boolean;
  readonly databases: Databases;
  /** Told on stderr while it runs. */
  say(line: string): void;
}

export interface Bench {
  readonly name: string;
  readonly run: (context: Context) => Promise<Report>;
}
