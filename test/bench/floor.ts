// The floor: the least a webhook server can do and still keep its promise. Fastify, the signature over the raw bytes, JSON, one
// INSERT that commits, 202. With FLOOR_API it also writes a check for each push, remembering nothing. A program of its own.

import { createHmac, timingSafeEqual } from 'node:crypto';
import fastify, { type FastifyRequest } from 'fastify';
import pg from 'pg';

interface Payload {
  readonly action?: string;
  readonly pull_request?: { readonly head: { readonly sha: string } };
  readonly repository?: { readonly full_name: string };
  readonly installation?: { readonly id: number };
}

const { DATABASE_URL, WEBHOOK_SECRET = '', FLOOR_API, FLOOR_TOKENS = '{}' } = process.env;
/** By installation. */
const tokens = JSON.parse(FLOOR_TOKENS) as Readonly<Record<string, string>>;
/** As many connections as the app has (src/adapters/postgres/pools.ts). */
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 12 });
const app = fastify({ logger: false, bodyLimit: 25 * 1024 * 1024 });

function isSigned({ headers, body }: FastifyRequest): boolean {
  const expected = `sha256=${createHmac('sha256', WEBHOOK_SECRET)
    .update(body as Buffer)
    .digest('hex')}`;
  const given = String(headers['x-hub-signature-256']);
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

async function writeCheck({ pull_request: pull, repository, installation }: Payload): Promise<void> {
  const output = { title: 'Holds slot 1 of 2', summary: 'A summary.' };
  await fetch(`${FLOOR_API}/repos/${repository?.full_name}/check-runs`, {
    method: 'POST',
    headers: { authorization: `token ${tokens[installation?.id ?? 0]}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'floor',
      head_sha: pull?.head.sha,
      status: 'completed',
      conclusion: 'success',
      output,
    }),
  }).then((answer) => answer.text());
}

app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
);
app.post('/api/github/webhooks', async (request, reply) => {
  if (!isSigned(request)) return reply.code(401).send();
  const payload = JSON.parse((request.body as Buffer).toString('utf8')) as Payload;
  await pool.query({
    name: 'store',
    text: 'INSERT INTO floor_deliveries (guid, body) VALUES ($1, $2)',
    values: [request.headers['x-github-delivery'], request.body],
  });
  if (FLOOR_API && payload.action === 'synchronize') void writeCheck(payload);
  return reply.code(202).send({ status: 'stored' });
});

await pool.query('CREATE TABLE IF NOT EXISTS floor_deliveries (guid text PRIMARY KEY, body bytea NOT NULL)');
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ url })}\n`);
process.once('SIGTERM', () => process.exit(0));
