// How a probe says what is wrong.

export function refute(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join('; '));
}
