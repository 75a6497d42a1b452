// Everything the demo starts is stopped when the curtain falls, newest first, also what is still starting at that moment.
// Once it falls, nothing new starts.

export class Curtain {
  readonly #stops: (() => Promise<unknown>)[] = [];
  #fallen = false;

  get fallen(): boolean {
    return this.#fallen;
  }

  async use<T>(start: () => T | Promise<T>, stop: (part: T) => unknown): Promise<T> {
    if (this.#fallen) throw new Error('the demo is being stopped');
    const starting = (async () => start())();
    this.#stops.unshift(async () => stop(await starting));
    return starting;
  }

  /** A part that never started needs no stopping, and one that fails to stop must not keep the others up. */
  async fall(): Promise<void> {
    this.#fallen = true;
    for (const stop of this.#stops.splice(0)) await stop().catch(() => undefined);
  }
}
