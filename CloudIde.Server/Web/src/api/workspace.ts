import { readWorkspace, type WorkspaceInfo } from '../events/eventFrames.ts';
import { callJson } from './client.ts';
import { projectUrl } from './projects.ts';

export async function getWorkspace(project: string): Promise<WorkspaceInfo> {
  return readWorkspace(await callJson('GET', projectUrl(project, '/workspace')));
}

/** Keeps the workspace for some minutes from now, used or not; 0 ends that. */
export async function keepWorkspace(project: string, minutes: number): Promise<WorkspaceInfo> {
  return readWorkspace(await callJson('POST', projectUrl(project, '/workspace/keep'), { json: { minutes } }));
}

/** The address of the project's event stream. */
export function eventsUrl(project: string): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/v2/projects/${encodeURIComponent(project)}/events`;
}
