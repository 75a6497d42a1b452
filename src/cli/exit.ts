// Exit codes that say more than done or failed. 2 is always wrong usage, or something to mend before the command can do its work.

export const EXIT = { done: 0, failed: 1, usage: 2, unknown: 3, nothing: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command after everything was printed; `runProgram` turns it into the exit code. */
export class EndWith extends Error {
  readonly code: ExitCode;

  constructor(code: ExitCode) {
    super(`the command ends with ${code}`);
    this.name = 'EndWith';
    this.code = code;
  }
}
