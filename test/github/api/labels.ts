// Labels of issues and pull requests. A name the repository does not have yet becomes a label of it.

import { labelJson } from '../render/pull.ts';
import type { Subject } from '../state/model.ts';
import { ensureLabel } from '../state/world.ts';
import { label, unlabel } from '../verbs/conversation.ts';
import {
  type Answer,
  ApiError,
  botOf,
  type Call,
  invalid,
  listing,
  type Route,
  repositoryOf,
} from './route.ts';
import { subjectOf } from './subject.ts';

const longestName = 50; // characters

/** Labels as requests give them: names, or objects with a name. */
export function namesOf(given: unknown): string[] {
  return (Array.isArray(given) ? given : [given]).map((one) => {
    const name = typeof one === 'string' ? one : (one as { name?: unknown } | undefined)?.name;
    if (typeof name !== 'string' || name.trim() === '') throw invalid('Label', 'name');
    if (name.length > longestName)
      throw invalid('Label', 'name', `name is too long (maximum is ${longestName} characters)`);
    return name;
  });
}

function labelsAnswer(call: Call, { repository, labels }: Subject): Answer {
  return { status: 200, body: labels.map((one) => labelJson(call.world, repository, one)) };
}

function listLabels(call: Call): Answer {
  const { repository, labels } = subjectOf(call, 'read');
  return listing(call, labels, (one) => labelJson(call.world, repository, one));
}

function addLabels(call: Call): Answer {
  const subject = subjectOf(call, 'write');
  for (const name of namesOf(Array.isArray(call.body) ? call.body : call.body.labels))
    label(call.world, subject, name, botOf(call));
  return labelsAnswer(call, subject);
}

function removeLabel(call: Call): Answer {
  const subject = subjectOf(call, 'write');
  if (!unlabel(call.world, subject, call.params.name ?? '', botOf(call)))
    throw new ApiError(404, 'Label does not exist');
  return labelsAnswer(call, subject);
}

/** What is not named goes, what is new comes. */
export function setLabels(call: Call, subject: Subject, names: readonly string[]): void {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  for (const { name } of subject.labels)
    if (!wanted.has(name.toLowerCase())) unlabel(call.world, subject, name, botOf(call));
  for (const name of names) label(call.world, subject, name, botOf(call));
}

function createLabel(call: Call): Answer {
  const repository = repositoryOf(call, { any: ['issues', 'pull_requests'], level: 'write' });
  const [name = ''] = namesOf(call.body.name);
  if (repository.labels.has(name.toLowerCase())) throw invalid('Label', 'name', undefined, 'already_exists');
  return { status: 201, body: labelJson(call.world, repository, ensureLabel(call.world, repository, name)) };
}

export const labelRoutes: readonly Route[] = [
  { operation: 'issues/create-label', auth: 'installation', handle: createLabel },
  { operation: 'issues/list-labels-on-issue', auth: 'installation', handle: listLabels },
  { operation: 'issues/add-labels', auth: 'installation', handle: addLabels },
  { operation: 'issues/remove-label', auth: 'installation', handle: removeLabel },
];
