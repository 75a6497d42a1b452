// Secrets that show themselves by how they begin or are built. The vendors' own prefixes; lengths are lower bounds where a
// vendor may make them longer. Each row starts with fixed text or a bounded run, so that a text is walked in linear time, and
// matches nothing shorter than `SHORTEST` or with a character that is not `IN_TOKENS`: no other part of a text is looked at.

import { anyOf, type Finding, type Kinds, kindOf } from './finding.ts';
import { isPlaceholder } from './placeholder.ts';
import { LETTERS_AND_DIGITS, matches, type Stretch, setOf, stretches, within } from './stretches.ts';

const SHORTEST = 20;
const IN_TOKENS = setOf(`${LETTERS_AND_DIGITS}_-+/=.:`);

/** Nothing more of the same word. */
const END = '(?![A-Za-z0-9])';

const TOKENS: Kinds = [
  // The new installation tokens are `ghs_<app>_<JWT>`: longer, and with dots.
  ['GitHub token', 'gh[pousr]_[A-Za-z0-9_-]{16,}(?:\\.[\\w-]{10,}){0,2}|github_pat_[A-Za-z0-9_]{20,}'],
  ['GitLab token', 'gl(?:pat|dt|rt|ptt|ft|cbt|imt|agent|soat)-[\\w-]{16,}(?:\\.[\\w-]{2,12}){0,2}'],
  ['AWS key id', `(?:AKIA|ASIA|ABIA)[A-Z2-7]{16}${END}`],
  ['Google key', 'AIza[\\w-]{30,}|GOCSPX-[\\w-]{20,}|ya29\\.[\\w-]{20,}'],
  ['Slack token', 'xox[abeoprs](?:\\.xox[bp])?-[\\w-]{16,}|xapp-\\d-[\\w-]{16,}'],
  ['Slack webhook', 'hooks\\.slack\\.com/(?:services|workflows|triggers)/[\\w/-]{20,}'],
  ['Stripe key', '(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{20,}'],
  ['Twilio key', `SK[0-9a-f]{32}${END}`],
  ['SendGrid key', 'SG\\.[\\w-]{16,64}\\.[\\w-]{16,}'],
  ['npm token', 'npm_[A-Za-z0-9]{30,}'],
  ['PyPI token', 'pypi-[\\w-]{32,}'],
  ['Anthropic key', 'sk-ant-[\\w-]{20,}'],
  ['OpenAI key', 'sk-(?:proj|svcacct|admin|or-v1)-[\\w-]{20,}|sk-[A-Za-z0-9]{32,}'],
  ['Hugging Face token', '(?:hf|api_org)_[A-Za-z0-9]{30,}'],
  ['DigitalOcean token', 'do[opr]_v1_[0-9a-f]{32,}'],
  ['Shopify token', 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32,}'],
  ['Discord webhook', 'discord(?:app)?\\.com/api/(?:v\\d{1,2}/)?webhooks/\\d{16,20}/[\\w-]{40,}'],
  ['Discord bot token', '[MNO][\\w-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,}'],
  ['Telegram bot token', `\\d{8,10}:AA[\\w-]{33}${END}`],
  // A start in the middle of a run would read the whole run again.
  ['JSON web token', '(?<![\\w-])ey[JI][\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]{8,}'],
  ['Vault token', 'hv[sbr]\\.[\\w-]{24,}'],
  ['Databricks token', `dapi[0-9a-f]{32}(?:-\\d)?${END}`],
  ['Atlassian token', 'ATATT3[\\w=-]{40,}'],
  ['age key', `AGE-SECRET-KEY-1[A-Z0-9]{40,}`],
  ['API key', 'gsk_[A-Za-z0-9]{40,}|xai-[A-Za-z0-9]{40,}|pplx-[A-Za-z0-9]{32,}|r8_[A-Za-z0-9]{32,}'],
  [
    'API key',
    'lin_api_[A-Za-z0-9]{32,}|ntn_[A-Za-z0-9]{36,}|figd_[\\w-]{32,}|NRAK-[A-Z0-9]{24,}|PMAK-[\\w-]{40,}',
  ],
  [
    'access token',
    'dckr_pat_[\\w-]{20,}|pscale_(?:tkn|pw|oauth)_[\\w=.-]{24,}|sbp_[0-9a-f]{36,}|glsa_\\w{32,}',
  ],
  [
    'access token',
    'sntry[su]_[\\w=+/-]{32,}|tskey-[a-z]{3,8}-[\\w-]{16,}|rubygems_[0-9a-f]{40,}|pul-[0-9a-f]{40,}',
  ],
  ['access token', `shippo_live_[0-9a-f]{32,}|cio[A-Za-z0-9]{32}${END}`],
];

/** Not in the middle of a word: `task-…` is no `sk-…`. This also keeps runs of a prefix from being tried at each place. */
const ANY = new RegExp(`(?<![A-Za-z0-9])(?:${anyOf(TOKENS)})`, 'g');

export const words = (text: string): readonly Stretch[] => stretches(text, IN_TOKENS, SHORTEST);

export const tokens = (text: string): readonly Finding[] => within(text, words(text), tokensOf);

function tokensOf(text: string): readonly Finding[] {
  const found: Finding[] = [];
  for (const match of matches(text, ANY)) {
    if (!isVaried(match[0]) || isPlaceholder(match[0])) continue;
    found.push({ start: match.index, end: match.index + match[0].length, kind: kindOf(TOKENS, match) });
  }
  return found;
}

/** Names in code share prefixes with tokens (`npm_config_…`), but are words. */
const isVaried = (token: string): boolean =>
  /\d/.test(token) || (/[a-z]/.test(token) && /[A-Z]/.test(token)) || /^A[A-Z]IA/.test(token);
