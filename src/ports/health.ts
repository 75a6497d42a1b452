// What `/readyz` asks. Each probe resolves when its part is fit to serve and rejects with the reason when it is not.

export interface Probe {
  readonly name: 'database' | 'migrations' | 'worker' | 'credentials';
  check(): Promise<void>;
}
