// Loaded before a program (`--import`): its time runs CLOCK_TIMES as fast, counted from CLOCK_FROM, for `Date` and `performance.now()`.
// Timers keep theirs: what waits for them only takes longer.

const times = Number(process.env.CLOCK_TIMES ?? 1);
const from = Number(process.env.CLOCK_FROM ?? 0);
const Real = globalThis.Date;
const now = (): number => from + (Real.now() - from) * times;

class Fast extends Real {
  constructor(...given: readonly unknown[]) {
    // `new Date()` alone asks for the time; with a value it only keeps it.
    if (given.length === 0) super(now());
    else super(...(given as [number]));
  }

  static override now(): number {
    return now();
  }
}

if (times !== 1) {
  const sinceStart = performance.now.bind(performance);
  globalThis.Date = Fast as DateConstructor;
  performance.now = () => sinceStart() * times;
}
