// Counting what happens, without knowing who scrapes it.

export interface Metrics {
  /** `outcome`: stored, duplicate, conflict, ignored, or the refusal's code. */
  delivery(outcome: string, event: string): void;
  /** Seconds from an accepted delivery (or sweep) to the end of its cycle. */
  cycle(outcome: string, seconds: number): void;
  /** One call to GitHub; `kind` is read, write or auth. */
  request(kind: 'read' | 'write' | 'auth', status: number): void;
  /** Things a sweep had to mend, by kind. */
  mended(kind: string, count: number): void;
}
