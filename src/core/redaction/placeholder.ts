// What people write where a secret would stand: it has to stay readable, or nobody could explain how to configure anything.

/** `xxxxx`, `*****`, `.....` and the like; no long run of these is in a real secret but by a chance of one in millions. */
const FILLED = /([x*.#0_•…-])\1{4}/i;
const SAYS_SO = /example|placeholder|change[-_]?(?:me|it)|your[-_ ]|redacted|dummy|(?:[-_]|^)(?:here|goes)$/i;
/** Filled in by somebody else: `$TOKEN`, `${{ secrets.X }}`, `{{ token }}`, `<token>`, `%TOKEN%`, `[token]`, `#{token}`. */
const FILLED_IN = /^(?:\$[A-Za-z_]\w*$|\$[{(]|\{|<|%\w+%$|\[|#\{|@@?\w+@?@?$)/;
/** `MY_TOKEN`, `API_KEY_2`: a name of a variable. */
const NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
/** Words that stand where a password would, in examples and in messages about passwords. */
const WORD =
  /^(?:pass(?:word|wd)?|passwort|secret|token|user(?:name)?|pw|undefined|null|none|true|false|string|boolean|required|optional|disabled?|enabled?|incorrect|forgotten|expired|invalid|missing|mandatory|protected|encrypted|unchanged|undecided|generated|automatic|inherit(?:ed)?|changed)$/i;

export const isPlaceholder = (value: string): boolean =>
  FILLED.test(value) || SAYS_SO.test(value) || FILLED_IN.test(value) || NAME.test(value) || WORD.test(value);

/** `config.token`, `process.env.X`, `this.#token`, `getToken(…)`, `new Token(…)`: code that has the secret elsewhere. */
const CODE =
  /^(?:[A-Za-z_$][\w$]{0,63}(?:\??\.#?[A-Za-z_$][\w$]{0,63})+[,;)\]}]*$|[A-Za-z_$][\w$.]{0,99}[([<]|\.{3})/;
/** `./secrets/db`, `/run/secrets/db_password`, `https://…`: where it lies, not what it is. */
const PLACE = /^(?:(?:~|\.{1,2})?\/[a-z0-9_.-]+(?:\/[a-z0-9_.-]+)*\/?$|[a-z][a-z0-9+.-]{1,20}:\/\/)/;

export const isReference = (value: string): boolean => CODE.test(value) || PLACE.test(value);
