// Loaded before a program (`--import`): its clock is wrong by CLOCK_SHIFT_MS, as on a machine without NTP. Timers and
// `performance.now()`, which count from the start, stay right.

const shift = Number(process.env.CLOCK_SHIFT_MS ?? 0);
const Real = globalThis.Date;

class Shifted extends Real {
  constructor(...given: readonly unknown[]) {
    // `new Date()` alone asks for the time; with a value it only keeps it.
    if (given.length === 0) super(Real.now() + shift);
    else super(...(given as [number]));
  }

  static override now(): number {
    return Real.now() + shift;
  }
}

if (shift !== 0) globalThis.Date = Shifted as DateConstructor;
