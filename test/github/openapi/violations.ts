// Everything that was said over the wire and that GitHub's description does not allow. Bounded: the first are the ones to read.

const most = 500;

export type Violation = {
  readonly kind: 'request' | 'answer' | 'webhook' | 'unknownPath' | 'calledDuringRetryAfter';
  readonly where: string; // operation, webhook, or method and path
  readonly what: string;
};

export class Violations {
  readonly all: Violation[] = [];
  count = 0;

  add(kind: Violation['kind'], where: string, what: string): void {
    this.count += 1;
    if (this.all.length < most) this.all.push({ kind, where, what });
  }

  clear(): void {
    this.all.length = 0;
    this.count = 0;
  }

  /** Throws one error that lists them all, each once. */
  assertNone(): void {
    if (this.count === 0) return;
    const lines = new Set(this.all.map(({ kind, where, what }) => `${kind} ${where}: ${what}`));
    throw new Error(`${this.count} violations of GitHub's description:\n  ${[...lines].join('\n  ')}`);
  }
}
