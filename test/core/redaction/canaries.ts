// Fifty made-up secrets of different kinds. None is written out whole: scanners of secrets would stop the push of this file.

import { createHash } from 'node:crypto';

export interface Canary {
  readonly name: string;
  /** What stands before the secret and shows what it is, such as `password=`. Need not be hidden. */
  readonly before: string;
  readonly secret: string;
  readonly after: string;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The same letters and digits for the same seed. */
export function letters(seed: string, length: number, alphabet = ALPHABET): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    const bytes = createHash('sha256').update(`${seed} ${block}`).digest();
    for (const byte of bytes) text += alphabet[byte % alphabet.length];
  }
  return text.slice(0, length);
}

const hex = (seed: string, length: number) => letters(seed, length, '0123456789abcdef');
const upper = (seed: string, length: number) => letters(seed, length, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');

/** A secret that shows itself by how it begins. */
const token = (name: string, prefix: string, body: string): Canary => ({
  name,
  before: '',
  secret: prefix + body,
  after: '',
});

/** A secret that only its surroundings show. */
const keyed = (name: string, before: string, secret: string, after = ''): Canary => ({
  name,
  before,
  secret,
  after,
});

/** Lines of a key between the lines that frame it. */
function pem(name: string, label: string, headers = ''): Canary {
  const body = letters(name, 256).match(/.{64}/g) ?? [];
  const lines = [
    `-----BEGIN ${label}-----`,
    ...(headers ? [headers] : []),
    ...body,
    `-----END ${label}-----`,
  ];
  return token(name, '', lines.join('\n'));
}

const jwt = (seed: string) =>
  [`{"alg":"HS256","typ":"JWT"}`, `{"sub":"${letters(seed, 12)}","iat":1516239022}`]
    .map((part) => Buffer.from(part).toString('base64url'))
    .concat(letters(seed, 43))
    .join('.');

export const CANARIES: readonly Canary[] = [
  token('GitHub personal token', 'ghp_', letters('ghp', 36)),
  token('GitHub OAuth token', 'gho_', letters('gho', 36)),
  token('GitHub user token', 'ghu_', letters('ghu', 36)),
  token('GitHub installation token', 'ghs_', letters('ghs', 36)),
  token('GitHub installation token, long', 'ghs_', `${letters('ghs2', 9)}_${jwt('ghs3')}`),
  token('GitHub refresh token', 'ghr_', letters('ghr', 76)),
  token('GitHub fine-grained token', 'github_pat_', `${letters('pat', 22)}_${letters('pat2', 59)}`),
  token('GitLab token', 'glpat-', letters('glpat', 20)),
  token('AWS key id', 'AKIA', upper('akia', 16)),
  token('AWS temporary key id', 'ASIA', upper('asia', 16)),
  keyed('AWS secret key', 'aws_secret_access_key = ', `${letters('aws', 19)}/${letters('aws2', 20)}`),
  token('Google API key', 'AIza', letters('aiza', 35)),
  keyed(
    'Google service account',
    '{"type": "service_account", "private_key": "',
    `-----BEGIN ${'PRIVATE'} KEY-----\\n${letters('gcp', 64)}\\n${letters('gcp2', 64)}\\n-----END ${'PRIVATE'} KEY-----\\n`,
    '"}',
  ),
  keyed('Azure storage key', 'AccountName=shop;AccountKey=', `${letters('azure', 86)}==`),
  keyed('PostgreSQL password', 'postgres://shop:', letters('pg', 16), '@db.example.net:5432/shop'),
  keyed('MySQL password', 'mysql://root:', letters('mysql', 14), '@10.0.0.1/shop'),
  keyed('MongoDB password', 'mongodb+srv://shop:', letters('mongo', 18), '@c0.abcde.mongodb.net/x'),
  keyed('Redis password', 'redis://:', letters('redis', 20), '@cache:6379/0'),
  keyed('AMQP password', 'amqp://guest:', letters('amqp', 12), '@mq:5672'),
  token('Slack bot token', 'xoxb-', `${letters('xox', 12, '0123456789')}-${letters('xoxb', 24)}`),
  token('Slack user token', 'xoxp-', `${letters('xox2', 12, '0123456789')}-${letters('xoxp', 32)}`),
  keyed(
    'Slack webhook',
    'https://',
    `hooks.slack.com/services/T${upper('s', 8)}/B${upper('w', 8)}/${letters('sw', 24)}`,
  ),
  token('Stripe key', 'sk_live_', letters('stripe', 24)),
  token('Stripe restricted key', 'rk_live_', letters('stripe2', 24)),
  token('Twilio key', 'SK', hex('twilio', 32)),
  token('SendGrid key', 'SG.', `${letters('sg', 22)}.${letters('sg2', 43)}`),
  token('npm token', 'npm_', letters('npm', 36)),
  token('PyPI token', 'pypi-', `AgEIcHlwaS5vcmc${letters('pypi', 60)}`),
  token('OpenAI key', 'sk-', letters('openai', 48)),
  token('OpenAI project key', 'sk-proj-', `${letters('openai2', 40)}_${letters('openai3', 40)}`),
  token('Anthropic key', 'sk-ant-', `api03-${letters('anthropic', 48)}-${letters('ant2', 44)}`),
  token('Hugging Face token', 'hf_', letters('hf', 34)),
  token('DigitalOcean token', 'dop_v1_', hex('do', 64)),
  token('Shopify token', 'shpat_', hex('shopify', 32)),
  token('Discord bot token', 'MT', `${letters('d', 24)}.${letters('d2', 6)}.${letters('d3', 38)}`),
  keyed(
    'Discord webhook',
    'https://',
    `discord.com/api/webhooks/${letters('dw', 18, '0123456789')}/${letters('dw2', 68)}`,
  ),
  token('Telegram bot token', '', `${letters('tg', 10, '123456789')}:AA${letters('tg2', 33)}`),
  token('JSON web token', '', jwt('jwt')),
  pem('RSA private key', `RSA ${'PRIVATE'} KEY`),
  pem(
    'encrypted private key',
    `RSA ${'PRIVATE'} KEY`,
    `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${hex('dek', 32)}\n`,
  ),
  pem('OpenSSH private key', `OPENSSH ${'PRIVATE'} KEY`),
  pem('PGP private key', `PGP ${'PRIVATE'} KEY BLOCK`, 'Version: GnuPG v2\n'),
  keyed('npmrc token', '//registry.example.com/:_authToken=', letters('npmrc', 32)),
  keyed('bearer header', 'Authorization: Bearer ', letters('bearer', 40)),
  keyed(
    'basic header',
    'Authorization: Basic ',
    Buffer.from(`shop:${letters('basic', 15)}`).toString('base64'),
  ),
  keyed('password', 'password=', `${letters('password', 7)}!9${letters('password2', 6)}`),
  keyed('API key', 'api_key: ', letters('api', 24)),
  keyed('quoted secret', 'secret = "', `${letters('secret', 9)}-4${letters('secret2', 9)}`, '"'),
  keyed(
    'access token in a URL',
    'https://api.example.com/v1/me?access_token=',
    letters('url', 30),
    '&page=2',
  ),
  keyed(
    'signature in a URL',
    'https://x.blob.core.windows.net/c/b?sv=2024&sig=',
    `${letters('sig', 42)}%3D`,
    '&se=2030',
  ),
];
