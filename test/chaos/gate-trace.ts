// Why a pull request shows what it shows: what it was, what was said of it, what the app made of that, and what the app knows now.
// Told where a story ends wrongly, so that a failure explains itself without being met again.

import { tipOf } from '../github/state/git.ts';
import type { Pull } from '../github/state/model.ts';
import { EVIDENCE, GATES, type Given, PROJECT } from './gate-oracle.ts';
import type { Shown, Witness } from './gate-watch.ts';
import type { Query } from './truth.ts';

const KNOWN = `
  SELECT concat_ws(' ', 'judged', head_sha, 'read at', read_at, 'green:', green, 'wakes', wake_at, transitions) AS line
    FROM gate_states WHERE repository_id = $1 AND pull_number = $2
  UNION ALL SELECT concat_ws(' ', 'rules of', changed_at, jsonb_path_query_array(configuration, '$.rules.gates[*].approvals'),
      jsonb_path_query_array(configuration, '$.rules.gates[*].criteria[*].expression'))
    FROM gate_configurations WHERE repository_id = $1
  UNION ALL SELECT concat_ws(' ', 'keeps approval of', login, 'since', at, binding)
    FROM gate_approvals WHERE repository_id = $1 AND pull_number = $2
  UNION ALL SELECT line FROM (SELECT concat_ws(' ', 'audit', at, actor, action, after) AS line
    FROM audit_events WHERE subject = $3 AND action LIKE 'gate.%' ORDER BY event_id) AS audit
  UNION ALL SELECT line FROM (SELECT concat_ws(' ', 'took', guid, 'of comment',
      (convert_from(body, 'UTF8')::jsonb)->'comment'->>'id', status, reason, 'received', received_at, 'done', processed_at) AS line
    FROM deliveries WHERE subject = $3 AND event = 'issue_comment' ORDER BY received_at) AS took`;

/** Each line belongs to the problem before it. */
export async function traceOf(query: Query, pull: Pull, witness: Witness): Promise<string> {
  const { number, repository, reviews } = pull;
  const known = await query<{ line: string }>(KNOWN, [
    repository.id,
    number,
    `pull/${repository.id}/${number}`,
  ]);
  const names = namesOf(pull);
  const rules = tipOf(repository, repository.defaultBranch).files.get(GATES)?.text ?? 'none';
  const told = [
    `the rules are ${rules}`,
    ...(witness.shown.get(number) ?? []).map(shownLine),
    ...witness.given.filter(({ comment }) => comment.issueNumber === number).map(givenLine),
    ...reviews.map(
      ({ author, state, commitSha, submittedAt }) =>
        `${submittedAt} ${author.login} reviewed ${commitSha.slice(0, 7)}: ${state}`,
    ),
    ...known.map(({ line }) =>
      line.replaceAll(/\b[0-9a-f]{40}\b/g, (sha) => names.get(sha) ?? sha.slice(0, 7)),
    ),
  ];
  return told.map((line) => `\n                ${line.replaceAll('\n', ' ')}`).join('');
}

const shownLine = ({ at, base, sha, shown }: Shown): string =>
  `${at} head ${sha.slice(0, 7)} into ${base} shows ${shown}`;

function givenLine({ comment, shown }: Given): string {
  const answer = comment.reactions.map(({ content }) => content).join(' ');
  return `${comment.createdAt} ${comment.author.login} approved by comment ${comment.id} what shows ${shown}; answered: ${answer}`;
}

/** What is in a blob, by its SHA: a binding says nothing to people. */
function namesOf({ repository }: Pull): ReadonlyMap<string, string> {
  const blobs = [...repository.commits.values()].flatMap(({ files }) =>
    [PROJECT, EVIDENCE].flatMap((path) => files.get(path) ?? []),
  );
  return new Map(
    blobs.map(({ sha, text }) => [sha, /(?:stage|customerInterviews): *\w+/.exec(text)?.[0] ?? sha]),
  );
}
