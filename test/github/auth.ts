// Who is calling. An app proves itself with a short RS256 token signed by its key; an installation with the token it was given.
// Wrong, forged, stale and revoked credentials get the answers GitHub gives, word for word where clients match on them.

import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, verify } from 'node:crypto';
import { ApiError } from './api/route.ts';
import { repositoryJson } from './render/repository.ts';
import type { Installation, Json, Permissions, Token } from './state/model.ts';
import { repositoriesOf, type World } from './state/world.ts';

const longestJwt = 10 * 60; // seconds between now and `exp`
const clockSlack = 60; // seconds of drift GitHub forgives
const tokenLength = 520; // since 2026: ghs_APPID_… of about this length

export type Caller =
  | { kind: 'app' }
  | { kind: 'installation'; token: Token; secret: string }
  | { kind: 'nobody' };

let generated: string | null = null;

/** One for the process: making one takes longer than most stories. */
export function generatePrivateKey(): string {
  if (generated !== null) return generated;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  generated = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  return generated;
}

function decode(part: string): Json {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Json) : {};
  } catch {
    return {};
  }
}

export class Gatekeeper {
  readonly #world: World;
  readonly #key: KeyObject;
  readonly #lifetimeMs: number;

  constructor(world: World, privateKey: string, tokenSeconds: number) {
    this.#world = world;
    this.#key = createPublicKey(privateKey);
    this.#lifetimeMs = tokenSeconds * 1000;
  }

  identify(authorization: string | undefined): Caller {
    if (authorization === undefined) return { kind: 'nobody' };
    const [scheme = '', secret = ''] = authorization.split(' ');
    if (!['bearer', 'token'].includes(scheme.toLowerCase())) throw badCredentials();
    if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(secret) && !secret.startsWith('ghs_')) {
      this.#checkJwt(secret);
      return { kind: 'app' };
    }
    const token = this.#world.tokens.get(secret);
    if (token === undefined) throw badCredentials();
    this.#checkToken(token);
    return { kind: 'installation', token, secret };
  }

  #checkJwt(jwt: string): void {
    const [head = '', claims = '', signature = ''] = jwt.split('.');
    const genuine = verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${claims}`),
      this.#key,
      Buffer.from(signature, 'base64url'),
    );
    if (decode(head).alg !== 'RS256' || !genuine) throw refused('A JSON web token could not be decoded');
    const { iat, exp, iss } = decode(claims);
    const now = this.#world.clock().getTime() / 1000;
    if (String(iss) !== String(this.#world.app.id)) throw refused('Integration must generate a public key');
    if (typeof exp !== 'number' || exp <= now - clockSlack) {
      throw refused(
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
      );
    }
    if (exp > now + longestJwt + clockSlack)
      throw refused("'Expiration time' claim ('exp') is too far in the future");
    if (typeof iat !== 'number' || iat > now + clockSlack) {
      throw refused(
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      );
    }
  }

  #checkToken({ installation, expiresAt }: Token): void {
    if (this.#world.clock().getTime() >= expiresAt) throw badCredentials();
    if (!this.#world.installations.has(installation.id)) throw badCredentials();
    if (installation.suspended !== null) throw new ApiError(403, 'This installation has been suspended');
  }

  issue(
    installation: Installation,
    narrowed: { repositories: ReadonlySet<number> | null; permissions: Json | null },
  ): Json {
    const permissions =
      narrowed.permissions === null
        ? installation.permissions
        : this.#narrow(installation, narrowed.permissions);
    const expiresAt = this.#world.clock().getTime() + this.#lifetimeMs;
    const head = `ghs_${this.#world.app.id}_`;
    const secret = (head + randomBytes(tokenLength).toString('base64url')).slice(0, tokenLength);
    this.#world.tokens.set(secret, {
      installation,
      expiresAt,
      permissions,
      repositories: narrowed.repositories,
    });
    const { repositories } = narrowed;
    const selected =
      repositories === null
        ? null
        : repositoriesOf(this.#world, installation).filter(({ id }) => repositories.has(id));
    return {
      token: secret,
      expires_at: `${new Date(expiresAt).toISOString().slice(0, 19)}Z`,
      permissions,
      repository_selection: selected === null && installation.selection === 'all' ? 'all' : 'selected',
      ...(selected === null ? {} : { repositories: selected.map((one) => repositoryJson(this.#world, one)) }),
    };
  }

  revoke(secret: string): void {
    this.#world.tokens.delete(secret);
  }

  #narrow(installation: Installation, wanted: Json): Permissions {
    const result: Permissions = { metadata: 'read' };
    for (const [name, level] of Object.entries(wanted)) {
      const held = installation.permissions[name];
      const tooMuch = held === undefined || (held === 'read' && level !== 'read');
      if (tooMuch) throw new ApiError(422, 'The permissions requested are not granted to this installation.');
      result[name] = level as 'read' | 'write';
    }
    return result;
  }
}

function refused(message: string): ApiError {
  return new ApiError(401, message);
}

function badCredentials(): ApiError {
  return new ApiError(401, 'Bad credentials');
}
