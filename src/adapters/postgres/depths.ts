// How far the line of each pod had to be read the last time, so that the next first read goes far enough. Few pods have long ones.

import type { InstallationId } from '../../core/ids.ts';

const MOST = 10_000;
const SHORTEST = 25;
const depths = new Map<string, number>();

export const depthOf = (tenant: InstallationId, key: string | null): number =>
  depths.get(`${tenant}/${key}`) ?? SHORTEST;

export function rememberDepth(tenant: InstallationId, key: string | null, depth: number): void {
  if (depth <= depthOf(tenant, key)) return;
  if (depths.size >= MOST) depths.clear();
  depths.set(`${tenant}/${key}`, depth);
}
