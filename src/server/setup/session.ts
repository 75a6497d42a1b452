// What one set-up remembers: its token, the states given to GitHub, and the credentials that wait for a person's yes.
// Invariants: nobody without the token of this process's log gets further; a state is good once; credentials are saved once.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { RegisteredApp } from '../../ports/registrar.ts';

/** Shown to a person by name and owner before they are written anywhere. */
export interface Candidate {
  readonly app: RegisteredApp;
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** GitHub does not know it yet: the app was registered without a webhook. */
  readonly secretIsOurs: boolean;
}

/** GitHub's code is good for an hour, and so is the state it comes back with. */
const STATE_MS = 3_600_000;
/** Whoever has the token could otherwise fill the memory. */
const MOST_STATES = 50;

const secret = (): string => randomBytes(32).toString('base64url');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export class SetupSession {
  readonly token = secret();
  readonly #now: () => number;
  readonly #states = new Map<string, number>();
  #candidate: { readonly id: string; readonly candidate: Candidate } | null = null;
  #saved: Candidate | null = null;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** In constant time. */
  isToken(given: string | undefined): boolean {
    return given !== undefined && timingSafeEqual(digest(given), digest(this.token));
  }

  /** To be sent to GitHub with the manifest. */
  newState(): string {
    const oldest = this.#states.keys().next().value;
    if (this.#states.size >= MOST_STATES && oldest !== undefined) this.#states.delete(oldest);
    const state = secret();
    this.#states.set(state, this.#now() + STATE_MS);
    return state;
  }

  /** A state that was given out within the hour and has not led to an app yet. */
  isState(given: string | undefined): boolean {
    const end = given === undefined ? undefined : this.#states.get(given);
    return end !== undefined && this.#now() < end;
  }

  /** It led to an app: good no more. */
  endState(state: string): void {
    this.#states.delete(state);
  }

  /** Returns what the confirming form has to send; an earlier candidate is forgotten. */
  propose(candidate: Candidate): string {
    const id = secret();
    this.#candidate = { id, candidate };
    return id;
  }

  /** The candidate that was shown under this id; null where it was replaced, forgotten or saved already. */
  candidate(id: string | null): Candidate | null {
    return this.#candidate?.id === id ? this.#candidate.candidate : null;
  }

  forget(): void {
    this.#candidate = null;
  }

  finish(candidate: Candidate): void {
    this.#candidate = null;
    this.#states.clear();
    this.#saved = candidate;
  }

  get saved(): Candidate | null {
    return this.#saved;
  }
}
