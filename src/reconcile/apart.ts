// Parts of one piece of work that stand apart: the trouble of one keeps it from no other. What passes by itself is thrown once all had
// their turn, so that the job is put off; anything else trying again would not help, and the next sweep meets it again.

import { Fault, TransientFault } from '../core/faults.ts';
import type { InstallationId, RepositoryId } from '../core/ids.ts';
import type { Spine } from './spine.ts';

export class Apart {
  readonly #spine: Spine;
  readonly #place: { readonly installation: InstallationId; readonly repositoryId?: RepositoryId };
  readonly #errors: unknown[] = [];

  constructor(
    spine: Spine,
    place: { readonly installation: InstallationId; readonly repositoryId?: RepositoryId },
  ) {
    this.#spine = spine;
    this.#place = place;
  }

  /** `otherwise` where it failed. */
  async part<T>(name: string, otherwise: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#errors.push(error);
      const code = error instanceof Fault ? error.code : null;
      this.#spine.log.warn(
        { err: error, part: name, code, ...this.#place },
        'a part failed; the others go on',
      );
      return otherwise;
    }
  }

  /** Throws what passes by itself. */
  throwPassing(): void {
    const passing = this.#errors.find((error) => error instanceof TransientFault);
    if (passing !== undefined) throw passing;
  }

  /** Throws whatever went wrong, where somebody else decides what becomes of it. */
  throwAny(): void {
    this.throwPassing();
    if (this.#errors.length > 0) throw this.#errors[0];
  }
}
