// The set-up pages, mounted while the process has no credentials and never in production (T-120): register the app on GitHub, or bring
// one that exists; see whose it is; save. Invariants: nothing happens without the token of the log or a state that was given out with it,
// bodies are capped before they are read, and nothing is written before a person said yes to the app's name and owner.

import { randomBytes } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Fault, UserFault } from '../../core/faults.ts';
import type { Registrar } from '../../ports/registrar.ts';
import { saveCredentials } from './env-file.ts';
import { importIn, organizationIn, webhookUrlIn } from './form.ts';
import { isCrossSite, isOwnHost, originOf, type Refusal } from './guard.ts';
import { type AppFile, manifestOf, registerUrlOf } from './manifest.ts';
import {
  confirmPage,
  discardedPage,
  type Link,
  refusedPage,
  registerPage,
  savedPage,
  type Typed,
  welcomePage,
} from './pages.ts';
import type { Candidate, SetupSession } from './session.ts';
import { STYLE_HASH } from './style.ts';

export interface Setup {
  readonly session: SetupSession;
  readonly registrar: Registrar;
  /** What app.yml says of the app. */
  readonly app: AppFile;
  /** Where people use this GitHub, such as `https://github.com`. */
  readonly webUrl: string;
  /** The public name, and port if any, by which people may ask; null: only by this machine's own. */
  readonly host: string | null;
  /** To begin with; a person may change it. */
  readonly webhookUrl: string | null;
  readonly envFile: string;
}

/** A key has about 1,700 characters. */
const BODY_BYTES = 32 * 1024;

const REFUSALS: Readonly<Record<Refusal, readonly [title: string, problem: string]>> = {
  host: [
    'Not this address',
    'The set-up pages answer only under the address that CLOS printed at its start. To use them under a public name, set SETUP_HOST to it and start CLOS again.',
  ],
  'cross-site': [
    'Not from another site',
    'Another site sent you here. Open the address that CLOS printed at its start.',
  ],
  token: [
    'The address is incomplete',
    'Open the whole address that CLOS printed at its start. It ends with a token that is new at each start.',
  ],
};

type Query = Readonly<Record<string, string | undefined>>;

/** A page instead of an answer of the API: a person reads it. */
class SetupRoutes {
  readonly #setup: Setup;

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  readonly link: Link = (path) => `/setup${path === '' ? '' : `/${path}`}?token=${this.#setup.session.token}`;

  #origin({ headers }: FastifyRequest): string {
    return originOf(headers.host ?? '', this.#setup.host);
  }

  /** Before a byte of the body is read. `returning`: GitHub sends people back, with a state for a token. */
  refusal(request: FastifyRequest, returning: boolean): Refusal | null {
    const { headers } = request;
    const { host, session } = this.#setup;
    if (!isOwnHost(headers.host, host)) return 'host';
    if (returning) return session.isState((request.query as Query).state) ? null : 'token';
    if (isCrossSite(headers, this.#origin(request))) return 'cross-site';
    return session.isToken((request.query as Query).token) ? null : 'token';
  }

  welcome(typed?: Typed, problem: string | null = null): string {
    const { session, webhookUrl, envFile } = this.#setup;
    if (session.saved !== null) return savedPage(session.saved, envFile);
    return welcomePage(this.link, typed ?? { organization: '', webhookUrl: webhookUrl ?? '' }, problem);
  }

  register(request: FastifyRequest): string {
    const { session, app, webUrl } = this.#setup;
    const fields = fieldsOf(request);
    const typed = {
      organization: fields.get('organization') ?? '',
      webhookUrl: fields.get('webhookUrl') ?? '',
    };
    const organization = organizationIn(typed.organization);
    if (!organization.ok) return this.welcome(typed, organization.problem);
    const webhookUrl = webhookUrlIn(typed.webhookUrl);
    if (!webhookUrl.ok) return this.welcome(typed, webhookUrl.problem);
    const redirectUrl = `${this.#origin(request)}/setup/callback`;
    return registerPage(this.link, {
      organization: organization.value,
      webhookUrl: webhookUrl.value,
      action: registerUrlOf(webUrl, organization.value, session.newState()),
      manifest: manifestOf({ app, redirectUrl, webhookUrl: webhookUrl.value }),
    });
  }

  async callback({ query }: FastifyRequest): Promise<string> {
    const { code, state = '' } = query as Query;
    const registered = code ? await this.#setup.registrar.exchange(code) : null;
    if (registered === null)
      throw new UserFault(
        'setup-code',
        'GitHub does not know the code it sent.',
        'It is good once and for an hour. Start over.',
      );
    this.#setup.session.endState(state);
    const { app, privateKey, webhookSecret } = registered;
    return this.#propose({
      app,
      privateKey,
      webhookSecret: webhookSecret ?? randomBytes(32).toString('hex'),
      secretIsOurs: webhookSecret === null,
    });
  }

  async import(request: FastifyRequest): Promise<string> {
    const given = importIn(fieldsOf(request));
    if (!given.ok) return this.welcome(undefined, given.problem);
    const { appId, privateKey, webhookSecret } = given.value;
    const app = await this.#setup.registrar.identify(appId, privateKey);
    if (app === null)
      return this.welcome(
        undefined,
        'GitHub does not accept this key for an app with this ID. Compare both with its settings page.',
      );
    return this.#propose({ app, privateKey, webhookSecret, secretIsOurs: false });
  }

  #propose(candidate: Candidate): string {
    const { session } = this.#setup;
    return session.saved === null
      ? confirmPage(this.link, session.propose(candidate), candidate)
      : this.welcome();
  }

  /** What could not be written waits for another try: GitHub hands an app's key out once. */
  save(request: FastifyRequest): string {
    const { session, envFile } = this.#setup;
    const id = fieldsOf(request).get('candidate');
    const candidate = session.candidate(id);
    if (id === null || candidate === null) return this.welcome();
    try {
      saveCredentials(envFile, candidate, new Date());
    } catch (error) {
      if (!(error instanceof UserFault)) throw error;
      return confirmPage(this.link, id, candidate, `${error.message} ${error.mend}`);
    }
    session.finish(candidate);
    return savedPage(candidate, envFile);
  }

  discard(request: FastifyRequest): string {
    const { session } = this.#setup;
    const candidate = session.candidate(fieldsOf(request).get('candidate'));
    if (candidate === null) return this.welcome();
    session.forget();
    return discardedPage(this.link, candidate);
  }
}

const fieldsOf = ({ body }: FastifyRequest): URLSearchParams =>
  new URLSearchParams(typeof body === 'string' ? body : '');

const policyFor = (webUrl: string) => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: [STYLE_HASH],
      formAction: ["'self'", webUrl],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  },
  // The token is in the address; another site must not learn it. `no-referrer` would take the origin from our own forms.
  referrerPolicy: { policy: 'same-origin' as const },
});

const send = (reply: FastifyReply, status: number, page: string): FastifyReply =>
  reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page);

function sendError(routes: SetupRoutes, error: FastifyError | Fault, reply: FastifyReply): FastifyReply {
  if (error instanceof UserFault)
    return send(reply, 422, refusedPage('That did not work', `${error.message} ${error.mend}`, routes.link));
  if (error instanceof Fault)
    return send(
      reply,
      502,
      refusedPage(
        'GitHub did not answer as expected',
        `${error.message} (${error.code}). Wait a moment, then start over.`,
        routes.link,
      ),
    );
  const status = error.statusCode ?? 500;
  if (status >= 500) throw error;
  return send(
    reply,
    status,
    refusedPage(
      'That cannot be read',
      'The form was larger than it can be, or not one of these pages sent it.',
      routes.link,
    ),
  );
}

export function setupRoutes(scope: FastifyInstance, setup: Setup): void {
  const routes = new SetupRoutes(setup);
  const helmet = policyFor(setup.webUrl);
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: BODY_BYTES },
    (_request, body, done) => done(null, body),
  );
  scope.setErrorHandler((error: FastifyError | Fault, _request, reply) => sendError(routes, error, reply));
  const guard = (returning: boolean) => async (request: FastifyRequest, reply: FastifyReply) => {
    const why = routes.refusal(request, returning);
    if (why !== null) return send(reply, 403, refusedPage(...REFUSALS[why]));
  };
  const page = (
    method: 'GET' | 'POST',
    url: string,
    answer: (request: FastifyRequest) => string | Promise<string>,
  ) =>
    scope.route({
      method,
      url,
      helmet,
      onRequest: guard(url === '/setup/callback'),
      handler: async (request, reply) => send(reply, 200, await answer(request)),
    });
  page('GET', '/setup', () => routes.welcome());
  page('POST', '/setup/register', (request) => routes.register(request));
  page('GET', '/setup/callback', (request) => routes.callback(request));
  page('POST', '/setup/import', (request) => routes.import(request));
  page('POST', '/setup/save', (request) => routes.save(request));
  page('POST', '/setup/discard', (request) => routes.discard(request));
}
