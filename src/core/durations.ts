// Durations as people write them, `7d`, `24h`, `30m` or `30s`, in seconds.

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** What the schemas accept; `never` is a word of its own where it is allowed. */
export const DURATION = '(?:0|[1-9][0-9]{0,4})[smhd]';

/** Of text that matches `DURATION`. */
export const seconds = (text: string): number =>
  Number(text.slice(0, -1)) * (SECONDS[text.slice(-1)] ?? Number.NaN);
