// Every failure is one of three kinds, told apart by class and `code`, never by message text:
// UserFault (someone can mend it, and is told how), TerminalFault (trying again cannot help), TransientFault (try later).
// SupersededFault is a TransientFault that is never over for this process, but is for the newer one.

export abstract class Fault extends Error {
  abstract readonly kind: 'user' | 'terminal' | 'transient';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Where a fault stands in a file. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A fault its reader can mend: `message` says what, `place` where, `mend` what to do next. */
export class UserFault extends Fault {
  readonly kind = 'user';
  readonly mend: string;
  readonly place: Place | null;

  constructor(
    code: string,
    message: string,
    mend: string,
    place: Place | null = null,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
    this.mend = mend;
    this.place = place;
  }
}

/** Trying again cannot help: a bug, a refused request, a thing that no longer exists. */
export class TerminalFault extends Fault {
  readonly kind = 'terminal';
}

/** Input that does not have the shape it promises; `field` names the part. */
export class MalformedFault extends TerminalFault {
  readonly field: string;

  constructor(message: string, field: string) {
    super('malformed', message);
    this.field = field;
  }
}

/** Will probably work later. `retryAfterSeconds` is GitHub's word for when, null when it gave none. */
export class TransientFault extends Fault {
  readonly kind = 'transient';
  readonly retryAfterSeconds: number | null;

  constructor(
    code: string,
    message: string,
    retryAfterSeconds: number | null = null,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The database was migrated beyond what this code knows: a newer process goes on where this one stops (T-72). */
export class SupersededFault extends TransientFault {
  constructor() {
    super(
      'superseded',
      'the database was migrated by a newer version; this process takes no more jobs and only accepts deliveries',
    );
  }
}
