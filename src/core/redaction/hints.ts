// Whether a text may have been turned round: hints are far cheaper to look for than turning it, and looking for the patterns.
// A test holds that each canary has its hint.

import { linesWith, type Stretch } from './stretches.ts';
import { words } from './tokens.ts';

export const reversed = (text: string): string => text.split('').reverse().join('');

/** What the patterns of `tokens.ts` begin with. */
const LITERALS = [
  'ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- gldt- glrt- glptt- glft- glcbt- glimt- glagent- glsoat-',
  'AKIA ASIA ABIA AIza GOCSPX- ya29. xox xapp- hooks.slack.com sk_live_ sk_test_ rk_live_ rk_test_ whsec_',
  'npm_ pypi- sk-ant- sk-proj- sk-svcacct- sk-admin- sk-or-v1- hf_ api_org_ dop_v1_ doo_v1_ dor_v1_ /webhooks/',
  'shpat_ shpca_ shppa_ shpss_ eyJ eyI hvs. hvb. hvr. ATATT3 AGE-SECRET-KEY- gsk_ xai- pplx- lin_api_ ntn_ figd_',
  'NRAK- PMAK- dckr_pat_ pscale_ sbp_ glsa_ sntrys_ sntryu_ tskey- rubygems_ pul- shippo_live_',
].flatMap((line) => line.split(' '));
/** The same for what has no fixed beginning. They begin with what is rare, so that most places are passed by at once. */
const BACK =
  /KS(?<=[0-9a-f]{8}KS)|-ks(?<=\w{8}-ks)|\.GS|AA:\d|\.[\w-]{6}\.|ipad(?<=[0-9a-f]{8}ipad)|_8r(?<=\w{8}_8r)|oic(?<=[A-Za-z0-9]{12}oic)/;
const TOKEN_BACK = new RegExp(
  [...LITERALS.map((literal) => reversed(literal).replaceAll('.', '\\.')), BACK.source].join('|'),
);
/** Names before a value and addresses: the letters that the hint in `assignments.ts` has, from the other side. */
const NAME_BACK =
  /k(?<=[yn]ek)|p(?<=ssap|dwp)|c(?<=terc|nederc)|u(?<=htu)(?=a)|b(?<=reraeb|cisab)|g(?=is(?:-(?:zma|goog)-x)?[?&;])|:(?<=\/\/:)/gi;
const KEY_BACK = reversed('PRIVATE KEY');

/** Where to read a text from its end: the whole of it for a key, as its lines belong together. */
export function reversedParts(text: string): readonly Stretch[] {
  if (text.includes(KEY_BACK)) return [{ start: 0, end: text.length }];
  const long = words(text).filter(({ start, end }) => TOKEN_BACK.test(text.slice(start, end)));
  return [...linesWith(text, NAME_BACK), ...long];
}

export const mayBeReversed = (text: string): boolean => reversedParts(text).length > 0;
