import { ApiError, call, callJson } from './client.ts';
import { projectUrl } from './projects.ts';
import type { Listing } from './types.ts';

export interface FileContent {
  bytes: Uint8Array<ArrayBuffer>;
  etag: string | null;
}

/** The file is not the one that was read: someone else wrote it, or it is there although it should not be. */
export class ConflictError extends Error {}

export async function listFiles(project: string): Promise<Listing> {
  return await callJson<Listing>('GET', projectUrl(project, '/files'));
}

/** The URL of a file's bytes. Slashes stay: they are part of the route. */
export function fileUrl(project: string, path: string, raw = true): string {
  return projectUrl(project, `/files/${path.split('/').map(encodeURIComponent).join('/')}${raw ? '?raw=1' : ''}`);
}

export async function readFile(project: string, path: string): Promise<FileContent> {
  const response = await call('GET', fileUrl(project, path), { headers: { Accept: '*/*' } });
  return { bytes: new Uint8Array(await response.arrayBuffer()), etag: response.headers.get('ETag') };
}

export type WriteCondition = { match: string } | 'absent' | 'any';

/** Writes a file and returns its new ETag. The body has no type of its own: the server knows more names than browsers do. */
export async function writeFile(project: string, path: string, content: Uint8Array<ArrayBuffer> | Blob, condition: WriteCondition): Promise<string | null> {
  const headers: Record<string, string> = {};
  if (condition === 'absent') {
    headers['If-None-Match'] = '*';
  } else if (condition !== 'any') {
    headers['If-Match'] = condition.match;
  }
  try {
    const response = await call('PUT', fileUrl(project, path, false), { body: new Blob([content]), headers });
    return response.headers.get('ETag');
  } catch (error) {
    throw error instanceof ApiError && error.status === 412 ? new ConflictError(error.message) : error;
  }
}

/** Deletes a file, or a folder with everything in it. */
export async function deletePath(project: string, path: string, folder: boolean): Promise<void> {
  await call('DELETE', `${fileUrl(project, path, false)}${folder ? '?recursive=1' : ''}`);
}

export async function createFolder(project: string, path: string): Promise<void> {
  await call('POST', projectUrl(project, '/folders'), { json: { path } });
}

export async function movePath(project: string, from: string, to: string): Promise<void> {
  await call('POST', projectUrl(project, '/files/move'), { json: { from, to } });
}
