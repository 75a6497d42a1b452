// What GitHub is asked to register. https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest

/** app.yml as read. */
export type AppFile = Readonly<Record<string, unknown>>;

export interface ManifestOptions {
  readonly app: AppFile;
  readonly redirectUrl: string;
  /** Null: registered without a webhook, since GitHub refuses one that it cannot reach. */
  readonly webhookUrl: string | null;
}

export const manifestOf = ({ app, redirectUrl, webhookUrl }: ManifestOptions): string =>
  JSON.stringify({
    ...app,
    redirect_url: redirectUrl,
    // With the object GitHub wants an address in it, active or not.
    ...(webhookUrl === null ? {} : { hook_attributes: { url: webhookUrl, active: true } }),
  });

/** Where people use this GitHub: `https://HOST/api/v3` of a server, `https://api.HOST` of github.com and its tenants. */
export function webUrlOf(apiUrl: string): string {
  const { protocol, host } = new URL(apiUrl);
  return `${protocol}//${host.replace(/^api\./, '')}`;
}

export const registerUrlOf = (webUrl: string, organization: string, state: string): string =>
  `${webUrl}/${organization === '' ? '' : `organizations/${organization}/`}settings/apps/new?state=${state}`;
