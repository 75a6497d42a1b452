// The words of the set-up pages: what happened, and what to do next. Each works without a script.

import { Html, html } from './html.ts';
import type { Candidate } from './session.ts';
import { STYLE } from './style.ts';

type Step = 1 | 2 | 3;
const STEPS = ['Register the app', 'Confirm', 'Start'] as const;

/** On every page: where its forms are sent, with the token. */
export type Link = (path: string) => string;

interface Page {
  readonly title: string;
  readonly step: Step | null;
  readonly body: Html;
}

function pageOf({ title, step, body }: Page): string {
  const steps = STEPS.map((name, index) =>
    index + 1 === step
      ? html`<li aria-current="step">${index + 1}. ${name}</li>`
      : html`<li>${index + 1}. ${name}</li>`,
  );
  // The style stands as it is: its hash is in the policy.
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · CLOS</title><style>${new Html(STYLE)}</style></head>
<body><main>
<p class="brand">CLOS</p>
<h1>${title}</h1>
${step === null ? html`` : html`<ol class="steps">${steps}</ol>`}
${body}
</main></body></html>
`.text;
}

const problemNote = (problem: string | null): Html =>
  problem === null ? html`` : html`<p class="note bad" role="alert">${problem}</p>`;

export interface Typed {
  readonly organization: string;
  readonly webhookUrl: string;
}

export const welcomePage = (link: Link, typed: Typed, problem: string | null = null): string =>
  pageOf({
    title: 'Set up CLOS',
    step: 1,
    body: html`${problemNote(problem)}
<p>CLOS works as a GitHub App of your own. This page registers it on GitHub and saves its credentials here, on this machine.
Nothing is sent anywhere else.</p>
<form method="post" action="${link('register')}">
<label for="organization">Organisation that owns the app</label>
<input id="organization" name="organization" value="${typed.organization}" placeholder="acme" autocomplete="off" spellcheck="false">
<p class="hint">Leave it empty to register the app under your own account.</p>
<label for="webhookUrl">Webhook address</label>
<input id="webhookUrl" name="webhookUrl" value="${typed.webhookUrl}" placeholder="https://clos.example.org/api/github/webhooks" inputmode="url" autocomplete="off" spellcheck="false">
<p class="hint">The public HTTPS address of this server, by a reverse proxy or a tunnel, with the path <code>/api/github/webhooks</code>.</p>
<div class="buttons"><button>Continue</button></div>
</form>
<h2>The app exists already</h2>
<details><summary>Use an app that you registered by hand</summary>
<form method="post" action="${link('import')}">
<label for="appId">App ID</label>
<input id="appId" name="appId" inputmode="numeric" autocomplete="off" required>
<label for="privateKey">Private key</label>
<textarea id="privateKey" name="privateKey" placeholder="-----BEGIN RSA PRIVATE KEY-----" autocomplete="off" spellcheck="false" required></textarea>
<p class="hint">The text of the <code>.pem</code> file that <em>Generate a private key</em> on the settings page of the app gave you.</p>
<label for="webhookSecret">Webhook secret</label>
<input id="webhookSecret" name="webhookSecret" type="password" autocomplete="off" required>
<div class="buttons"><button>Check with GitHub</button></div>
</form></details>`,
  });

const NO_WEBHOOK = html`<p class="note"><strong>GitHub cannot tell CLOS anything yet.</strong> Without a webhook address the app gets no events, and no check
appears. You can go on and set the address later, on the settings page of the app, or go back and fill it in now.</p>`;

export interface RegisterPage {
  readonly organization: string;
  readonly webhookUrl: string | null;
  /** On GitHub, with the state. */
  readonly action: string;
  readonly manifest: string;
}

export const registerPage = (
  link: Link,
  { organization, webhookUrl, action, manifest }: RegisterPage,
): string =>
  pageOf({
    title: 'Register the app on GitHub',
    step: 1,
    body: html`${webhookUrl === null ? NO_WEBHOOK : html``}
<dl>
<dt>Owner</dt><dd>${organization === '' ? 'your own account' : organization}</dd>
<dt>Webhook address</dt><dd>${webhookUrl ?? 'none yet'}</dd>
</dl>
<p>GitHub shows the app once more and lets you change its name. Then it brings you back here.</p>
<form method="post" action="${action}">
<input type="hidden" name="manifest" value="${manifest}">
<div class="buttons"><button>Register on GitHub</button></div>
</form>
<p class="hint"><a href="${link('')}">Go back</a></p>`,
  });

export const confirmPage = (
  link: Link,
  id: string,
  { app }: Candidate,
  problem: string | null = null,
): string =>
  pageOf({
    title: 'Is this your app?',
    step: 2,
    body: html`${problemNote(problem)}
<dl>
<dt>Name</dt><dd><strong>${app.name}</strong></dd>
<dt>Owner</dt><dd><strong>${app.owner}</strong></dd>
<dt>App ID</dt><dd>${app.id}</dd>
<dt>Address</dt><dd><a href="${app.url}" rel="noreferrer noopener" target="_blank">${app.url}</a></dd>
</dl>
<p>CLOS will work as this app, and whoever owns it can read what CLOS may read. Save it only if name and owner are yours.</p>
<form method="post" action="${link('save')}">
<input type="hidden" name="candidate" value="${id}">
<div class="buttons"><button>Yes, save its credentials</button><button class="quiet" formaction="${link('discard')}">No, forget them</button></div>
</form>`,
  });

export const savedPage = ({ app, webhookSecret, secretIsOurs }: Candidate, envFile: string): string =>
  pageOf({
    title: 'The app is registered',
    step: 3,
    body: html`<p>The credentials of <strong>${app.name}</strong>, owned by <strong>${app.owner}</strong>, are in <code>${envFile}</code>, readable by you alone.</p>
${secretIsOurs ? ownSecret(webhookSecret) : html``}
<ol class="next">
<li><strong>Start CLOS again.</strong> Stop this process with Ctrl+C, then run<pre>npm start</pre></li>
<li><strong>Install the app</strong> on the repositories it is for: <a href="${app.url}/installations/new" rel="noreferrer noopener" target="_blank">${app.url}/installations/new</a></li>
<li><strong>Open a pull request.</strong> Until a repository has rules, CLOS blocks nothing. The README says how to configure it and how to make the checks required.</li>
</ol>
<p class="hint">You can close this page. It ends with this process.</p>`,
  });

const ownSecret = (webhookSecret: string): Html =>
  html`<div class="note"><strong>The app has no webhook yet.</strong> On its settings page on GitHub, set <em>Webhook URL</em> to the public address of this server
followed by <code>/api/github/webhooks</code>, set <em>Webhook secret</em> to the text below, and tick <em>Active</em>.<pre>${webhookSecret}</pre></div>`;

export const discardedPage = (link: Link, { app }: Candidate): string =>
  pageOf({
    title: 'Nothing was saved',
    step: null,
    body: html`<p>CLOS forgot the credentials of <strong>${app.name}</strong>. If GitHub registered it just now and you do not want it, delete it there:
<a href="${app.url}" rel="noreferrer noopener" target="_blank">${app.url}</a>, <em>App settings</em>, <em>Advanced</em>.</p>
<p><a href="${link('')}">Start over</a></p>`,
  });

/** Without a link where the reader has no token. */
export const refusedPage = (title: string, problem: string, link: Link | null = null): string =>
  pageOf({
    title,
    step: null,
    body: html`<p class="note bad" role="alert">${problem}</p>
${link === null ? html`` : html`<p><a href="${link('')}">Start over</a></p>`}`,
  });
