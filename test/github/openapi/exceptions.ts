// Where GitHub's description is wrong about GitHub: each entry names the evidence. Everything else must match to the letter.

/** Error answers any operation may give, though the description lists them for few; all have the shape of `basic-error`. */
export const universalStatuses: ReadonlySet<number> = new Set([
  301, 304, 307, 401, 403, 404, 405, 409, 410, 422, 429, 500, 502, 503, 504,
]);

type Exception = {
  readonly where: RegExp;
  readonly path: RegExp;
  readonly keyword: RegExp;
  readonly evidence: string;
};

/** `where` is an operation or webhook, `path` a JSON pointer into what was sent, `keyword` what failed there. */
const exceptions: readonly Exception[] = [
  {
    where: /^check_suite\.rerequested$/,
    path: /^\/check_suite\/app\/events\/\d+$/,
    keyword: /^enum$/,
    evidence: 'lists no merge_group, while check_suite.requested does for the very same app',
  },
  {
    where: /^(issues|issue_comment)\.\w+$/,
    path: /^(\/changes\/(old|new)_issue|\/issue)\/performed_via_github_app\/events\/\d+$/,
    keyword: /^enum$/,
    evidence: 'lists no merge_group, while check_suite.requested does for the very same app',
  },
  {
    where: /^(pulls\/list|repos\/list-pull-requests-associated-with-commit)$/,
    path: /^\/\d+\/labels\/\d+\/description$/,
    keyword: /^type$/,
    evidence:
      'null for a label without description, as `pull-request` (not -simple) and the recorded pull_request.labeled have it',
  },
  {
    where: /^checks\/(list-for-ref|get|update)$/,
    path: /^(\/check_runs\/\d+)?\/conclusion$/,
    keyword: /^enum$/,
    evidence:
      'lists no stale, which GitHub sets after 14 days (docs.github.com/en/rest/checks/runs), while the check_run payloads list it',
  },
  {
    where: /^apps\/list-installations$/,
    path: /^\/\d+\/account$/,
    keyword: /^(required|type|anyOf)$/,
    evidence:
      'asks for a user and an enterprise at once (allOf); `installation` has anyOf, as every other answer does',
  },
];

export function hasExceptions(where: string): boolean {
  return exceptions.some((one) => one.where.test(where));
}

export function isExcepted(where: string, path: string, keyword: string): boolean {
  return exceptions.some((one) => one.where.test(where) && one.path.test(path) && one.keyword.test(keyword));
}

/** Where recorded deliveries differ from today's description. None of it excuses the simulator, which must match to the letter. */
export const recordedDeviations: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  {
    pattern:
      /required property '(has_discussions|auto_merge|draft|app_slug|node_id|performed_via_github_app|active_lock_reason)'/,
    why: 'recorded before the field existed',
  },
  { pattern: /required property 'requester'/, why: 'sent only when someone asked an owner for access' },
  {
    pattern: /^\/check_suite\/head_commit\/author\/email must match format "email"/,
    why: 'a bot address with brackets',
  },
  { pattern: /^\/repository\/homepage must match format "uri"/, why: 'an empty homepage is an empty string' },
  { pattern: /^\/installation\/created_at must be string/, why: 'lifecycle payloads once gave seconds' },
];
