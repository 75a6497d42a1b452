// GitHub's clock while stories are told: whole stories take minutes there and milliseconds here. Deterministic, so that a seed
// gives the same times; some moves share a second, because GitHub keeps no finer time and that is where order gets lost.

export interface StoryClock {
  readonly now: () => Date;
  /** Goes on by the seconds that belong to this round. */
  tick(round: number): void;
  /** From here on it is the real time. */
  release(): void;
}

const SECONDS = [0, 1, 0, 0, 2, 1, 3, 0, 1, 1] as const;
const LEAD_MS = 45 * 60_000;

export function createClock(): StoryClock {
  let told: number | null = Date.now() - LEAD_MS;
  return {
    now: () => new Date(told ?? Date.now()),
    tick: (round) => {
      told = Math.min((told ?? Date.now()) + 1000 * (SECONDS[round % SECONDS.length] ?? 1), Date.now());
    },
    release: () => {
      told = null;
    },
  };
}
