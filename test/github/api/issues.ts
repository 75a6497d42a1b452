// Issues one by one: reading, opening and changing them. A pull request may be changed as the issue it is.

import { issueAnswerJson, issueUrl } from '../render/issue.ts';
import type { Issue, Json, Pull, Subject } from '../state/model.ts';
import { fullName, isPull } from '../state/world.ts';
import { type CloseReason, closeIssue, createIssue, editIssue, reopenIssue } from '../verbs/issues.ts';
import { closePull, editPull, reopenPull } from '../verbs/pulls.ts';
import { namesOf, setLabels } from './labels.ts';
import {
  type Answer,
  ApiError,
  botOf,
  type Call,
  invalid,
  type Route,
  repositoryOf,
  writes,
} from './route.ts';
import { subjectOf } from './subject.ts';

const longestTitle = 256; // characters
const longestBody = 65_536;
const closeReasons: readonly CloseReason[] = ['completed', 'not_planned', 'duplicate'];

/** Text as GitHub takes it: a title may be a number, and no body is none. */
function textsOf({ title, body }: Json): { title?: string; body?: string | null } {
  const text = title === undefined || title === null ? undefined : String(title);
  if (text !== undefined && text.length > longestTitle)
    throw invalid('Issue', 'title', `title is too long (maximum is ${longestTitle} characters)`);
  if (typeof body === 'string' && body.length > longestBody)
    throw invalid('Issue', 'body', `body is too long (maximum is ${longestBody} characters)`);
  return {
    ...(text === undefined ? {} : { title: text }),
    ...(typeof body === 'string' || body === null ? { body } : {}),
  };
}

function titleMissing(): ApiError {
  const errors = [{ resource: 'Issue', field: 'title', code: 'missing_field' }];
  return new ApiError(422, 'Validation Failed', { errors });
}

function answerOf(call: Call, status: number, subject: Subject): Answer {
  return { status, body: issueAnswerJson(call.world, subject) };
}

function postIssue(call: Call): Answer {
  const repository = repositoryOf(call, writes('issues'));
  const given = textsOf(call.body);
  if (given.title === undefined || given.title.trim() === '') throw titleMissing();
  const labels = call.body.labels === undefined ? [] : namesOf(call.body.labels);
  const issue = createIssue(call.world, repository, botOf(call), { ...given, labels });
  return { ...answerOf(call, 201, issue), headers: { location: issueUrl(call.world, issue) } };
}

function patchIssue(call: Call): Answer {
  const subject = subjectOf(call, 'write');
  const edit = textsOf(call.body);
  if (edit.title?.trim() === '') throw titleMissing();
  const labels = call.body.labels === undefined ? null : namesOf(call.body.labels);
  if (isPull(subject)) changePull(call, subject, edit);
  else changeIssue(call, subject, edit);
  if (labels !== null) setLabels(call, subject, labels);
  return answerOf(call, 200, subject);
}

/** `state_reason` is "ignored unless `state` is changed". */
function changeIssue(call: Call, issue: Issue, edit: ReturnType<typeof textsOf>): void {
  const { state, state_reason: wanted } = call.body;
  const reason = closeReasons.find((one) => one === wanted) ?? 'completed';
  if (state === 'open' && issue.inDiscussion) throw invalid('Issue', 'state'); // people, too, have no way back
  editIssue(call.world, issue, edit, botOf(call));
  if (state === 'closed') closeIssue(call.world, issue, reason, botOf(call));
  if (state === 'open') reopenIssue(call.world, issue, botOf(call));
}

function changePull(call: Call, pull: Pull, edit: ReturnType<typeof textsOf>): void {
  if (call.body.state === 'open' && pull.merged !== null) throw invalid('Issue', 'state');
  const [name, by] = [fullName(pull.repository), { as: botOf(call).login }];
  if (Object.keys(edit).length > 0) editPull(call.world, name, pull.number, edit, by);
  if (call.body.state === 'closed') closePull(call.world, name, pull.number, by);
  if (call.body.state === 'open') reopenPull(call.world, name, pull.number, by);
}

export const issueRoutes: readonly Route[] = [
  { operation: 'issues/create', auth: 'installation', handle: postIssue },
  {
    operation: 'issues/get',
    auth: 'installation',
    handle: (call) => answerOf(call, 200, subjectOf(call, 'read')),
  },
  { operation: 'issues/update', auth: 'installation', handle: patchIssue },
];
