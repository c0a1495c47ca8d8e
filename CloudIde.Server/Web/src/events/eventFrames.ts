import { parseObject } from '../api/jsonObject.ts';

/** What happened to a project's files; see FileChange in the server. */
export interface FileChange {
  kind: 'Written' | 'Deleted' | 'Many' | 'Conflict' | 'Notice';
  /** With a slash at its end, a folder that is kept though it is empty. */
  path?: string;
  eTag?: string;
  size?: number;
  /** Where the second version of a conflict is. */
  copyPath?: string;
  message?: string;
}

/** What a workspace is doing and why it is kept. Times are milliseconds since 1970, by the server's clock. */
export interface WorkspaceInfo {
  state: string;
  message: string;
  workerId: string;
  keptBecause: string;
  stopsAt: number | null;
  keepUntil: number | null;
}

export type ProjectEvent =
  | { type: 'hello'; time: number | null }
  | { type: 'files'; source: string; items: FileChange[] }
  | { type: 'workspace'; workspace: WorkspaceInfo };

const kinds = ['Written', 'Deleted', 'Many', 'Conflict', 'Notice'];

/** Reads one frame of the event stream. Null for what this client does not know, which later servers may send. */
export function parseEvent(text: string): ProjectEvent | null {
  const frame = parseObject(text);
  if (!frame) {
    return null;
  }
  switch (frame['type']) {
    case 'hello':
      return { type: 'hello', time: readTime(frame['time']) };
    case 'files':
      return Array.isArray(frame['items']) ? { type: 'files', source: readText(frame['source']), items: readItems(frame['items']) } : null;
    case 'workspace':
      return { type: 'workspace', workspace: readWorkspace(frame) };
    default:
      return null;
  }
}

/** Reads a workspace from a frame or from an answer of the API. */
export function readWorkspace(value: Record<string, unknown>): WorkspaceInfo {
  return {
    state: readText(value['state']),
    message: readText(value['message']),
    workerId: readText(value['workerId']),
    keptBecause: readText(value['keptBecause']),
    stopsAt: readTime(value['stopsAt']),
    keepUntil: readTime(value['keepUntil']),
  };
}

/** A change of a kind that is not known means that something changed: the files are listed again. */
function readItems(values: unknown[]): FileChange[] {
  return values.map(value => {
    const item = value as FileChange | null;
    return item !== null && typeof item === 'object' && kinds.includes(item.kind) ? item : { kind: 'Many' };
  });
}

function readText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function readTime(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : time;
}
