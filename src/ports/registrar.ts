// What the set-up pages need of GitHub, before there is an app to speak as.

/** The GitHub App as GitHub shows it to whoever holds its key. */
export interface RegisteredApp {
  readonly id: number;
  readonly name: string;
  /** Login of the account that owns it. */
  readonly owner: string;
  /** Its public page, such as `https://github.com/apps/clos`. */
  readonly url: string;
}

export interface Registration {
  readonly app: RegisteredApp;
  /** PEM. */
  readonly privateKey: string;
  /** Null where GitHub made none, because the app was registered without a webhook. */
  readonly webhookSecret: string | null;
}

export interface Registrar {
  /**
   * Exchanges the code that GitHub sends back, once and within the hour.
   * https://docs.github.com/en/rest/apps/apps#create-a-github-app-from-a-manifest
   * Null where GitHub does not know the code (any more). Throws Fault classes.
   */
  exchange(code: string): Promise<Registration | null>;
  /** Whose key this is; null where GitHub refuses it. Throws Fault classes. */
  identify(appId: number, privateKey: string): Promise<RegisteredApp | null>;
}
