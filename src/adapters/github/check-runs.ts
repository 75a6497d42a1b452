// Check runs, with remarks on lines: GitHub takes those in batches.

import type { Annotation } from '../../core/effect.ts';
import type { InstallationId } from '../../core/ids.ts';
import type { CheckRuns, Location, ShownRun } from '../../ports/github.ts';
import type { RenderedCheck } from '../../ports/ledger.ts';
import type { Gateway } from './gateway.ts';
import { Remembered } from './remembered.ts';

const PAGE = 100;

type Output = RenderedCheck['body'];

function outcome(body: Output) {
  const output = { title: body.title, summary: body.summary, text: body.text };
  const shown = { output, actions: (body.actions ?? []).map((button) => ({ ...button })) };
  return body.status === 'completed'
    ? { status: 'completed' as const, conclusion: body.conclusion ?? 'failure', ...shown }
    : { status: body.status, ...shown };
}

/** GitHub takes this many remarks in one request (github-facts 2) and adds those of the next. */
const ANNOTATIONS = 50;

const annotated = (annotations: readonly Annotation[]) =>
  annotations.map((one) => ({
    path: one.path,
    start_line: one.line,
    end_line: one.line,
    start_column: one.column,
    end_column: one.column,
    annotation_level: one.level,
    title: one.title,
    message: one.message,
  }));

type Run = { readonly installation: InstallationId; readonly at: Location; readonly id: number };

/** Sends what the run does not have yet, a batch at a time; the batch before it is there when this is called again. */
async function annotate(gateway: Gateway, run: Run, body: Output, from: number): Promise<void> {
  const all = body.annotations ?? [];
  for (let sent = from; sent < all.length; sent += ANNOTATIONS) {
    const annotations = annotated(all.slice(sent, sent + ANNOTATIONS));
    await gateway.call(run.installation, (octokit) =>
      octokit.rest.checks.update({
        owner: run.at.owner,
        repo: run.at.name,
        check_run_id: run.id,
        output: { title: body.title, summary: body.summary, text: body.text, annotations },
      }),
    );
  }
}

export function createCheckRuns(gateway: Gateway): CheckRuns {
  const remembered = new Remembered<readonly ShownRun[]>();
  return {
    shown: (installation, at, head) =>
      gateway.call(installation, (octokit) =>
        remembered.read(`${installation}/${at.owner}/${at.name}@${head}`, async (headers) => {
          const found = await octokit.rest.checks.listForRef({
            owner: at.owner,
            repo: at.name,
            ref: head,
            app_id: gateway.appId,
            filter: 'latest',
            per_page: PAGE,
            headers,
          });
          const value = found.data.check_runs.map(({ id, name, status, conclusion, started_at }) => ({
            id,
            name,
            finished: status === 'completed',
            conclusion,
            startedAt: started_at,
          }));
          return { etag: found.headers.etag, value };
        }),
      ),
    find: async (installation, at, head, name, prefix) => {
      const { data } = await gateway.call(installation, (octokit) =>
        octokit.rest.checks.listForRef({
          owner: at.owner,
          repo: at.name,
          ref: head,
          check_name: name,
          // Another app may post our name, and even our external id (T-18).
          app_id: gateway.appId,
          filter: 'latest',
          per_page: PAGE,
        }),
      );
      const ours = data.check_runs.filter((run) => run.external_id?.startsWith(prefix));
      return ours.length > 0 ? Math.max(...ours.map((run) => run.id)) : null;
    },
    create: async (installation, at, check) => {
      const { data } = await gateway.call(installation, (octokit) =>
        octokit.rest.checks.create({
          owner: at.owner,
          repo: at.name,
          name: check.name,
          head_sha: check.headSha,
          external_id: check.externalId,
          ...outcome(check.body),
        }),
      );
      await annotate(gateway, { installation, at, id: data.id }, check.body, 0);
      return data.id;
    },
    update: async (installation, at, checkRunId, body) => {
      const found = await gateway.find(installation, (octokit) =>
        octokit.rest.checks.update({
          owner: at.owner,
          repo: at.name,
          check_run_id: checkRunId,
          ...outcome(body),
        }),
      );
      if (found === null) return false;
      const has = found.data.output.annotations_count;
      await annotate(gateway, { installation, at, id: checkRunId }, body, has);
      return true;
    },
  };
}
