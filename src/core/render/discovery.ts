// The Discovery issue as Markdown. Its first line is a marker by which it is found after the outcome of its creation was lost.

import type { DiscoveryIssue } from '../ideas/discovery.ts';
import type { IdeaKey } from '../ideas/model.ts';
import type { InstallationId } from '../ids.ts';
import { within } from './lines.ts';
import { renderText } from './text.ts';

/** Ends where the numbers end, so that no marker begins another. */
export const discoveryMarker = (
  installation: InstallationId,
  { repositoryId, issueNumber }: IdeaKey,
): string => `<!-- clos:discovery:${installation}:${repositoryId}:${issueNumber} -->`;

export function renderDiscovery(
  { says, file, createUrl }: DiscoveryIssue,
  marker: string,
  now: string,
): string {
  const create = renderText(
    [
      'Declare it: ',
      { link: 'open a pull request with this file', url: createUrl },
      ', ',
      { code: file.path },
      ':',
    ],
    now,
  );
  // A name has no line end and no run of backticks that could close the fence.
  const fence = '`'.repeat(Math.max(3, ...(file.text.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return within(
    [
      marker,
      ...says.flatMap((text) => [renderText(text, now), '']),
      create,
      '',
      `${fence}yaml`,
      file.text.trimEnd(),
      fence,
    ],
    [],
  );
}
