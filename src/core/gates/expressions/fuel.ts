// What judging an expression may cost: 10,000 steps, paid before the work is done, so that neither rules nor evidence can
// keep the process busy (T-80). A step is at most some hundred simple operations.

export const MOST_STEPS = 10_000;

export class FuelSpent extends Error {
  readonly code = 'fuel-spent';
}

export interface Tank {
  left: number;
}

export function burn(tank: Tank, steps: number): void {
  tank.left -= steps;
  if (!(tank.left >= 0)) throw new FuelSpent(`more than ${MOST_STEPS} steps`);
}

/** For going through a list once. */
export const burnList = (tank: Tank, { length }: readonly unknown[]): void =>
  burn(tank, Math.ceil(length / 10));

/** For reading so many characters. */
export const burnText = (tank: Tank, characters: number): void => burn(tank, Math.ceil(characters / 50));

/**
 * For looking for a text or a glob in another text: that takes up to length × length comparisons, in JavaScript's own `includes`
 * as well, and both sides may come from a pull request (T-79).
 */
export const burnSearch = (tank: Tank, characters: number, sought: number): void => {
  burnText(tank, characters + sought);
  burn(tank, Math.ceil((characters * sought) / 1_000));
};
