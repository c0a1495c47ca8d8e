import { parseObject } from '../api/jsonObject.ts';

/** What a person waits for while a workspace comes up, and what ends it. */
export type WorkspaceState = 'queued' | 'starting' | 'restoring' | 'active' | 'stopping' | 'lost';

export type Role = 'owner' | 'editor' | 'viewer';

export interface Viewer {
  id: string;
  username: string;
}

/** The text frames of the server; see the terminal stream in the design. */
export type ControlFrame =
  | {
      type: 'ready';
      /** Where the following bytes start. */
      offset: number;
      /** How many bytes of this viewer's input the server holds; absent from servers that do not say. */
      inputOffset?: number;
      /** Bytes before this offset were already acknowledged by some viewer; absent from servers that do not say. */
      answered?: number;
      cols?: number;
      rows?: number;
      role?: Role;
      state?: string;
    }
  | { type: 'reset'; offset: number }
  | { type: 'inputAck'; offset: number }
  | { type: 'size'; cols: number; rows: number }
  | { type: 'viewers'; viewers: Viewer[] }
  | { type: 'status'; state: string; message?: string }
  | { type: 'exit'; code: number }
  | { type: 'error'; message: string };

/** Reads one text frame. Null for what this client does not know, which later servers may send. */
export function parseFrame(text: string): ControlFrame | null {
  const frame = parseObject(text);
  if (!frame) {
    return null;
  }

  switch (frame['type']) {
    case 'ready':
      return isOffset(frame['offset']) ? (dropInvalid(frame, ['inputOffset', 'answered']) as ControlFrame) : null;
    case 'reset':
    case 'inputAck':
      return isOffset(frame['offset']) ? (frame as ControlFrame) : null;
    case 'size':
      return isSize(frame['cols']) && isSize(frame['rows']) ? (frame as ControlFrame) : null;
    case 'viewers':
      return Array.isArray(frame['viewers']) ? (frame as ControlFrame) : null;
    case 'status':
      return typeof frame['state'] === 'string' ? (frame as ControlFrame) : null;
    case 'exit':
      return typeof frame['code'] === 'number' ? (frame as ControlFrame) : null;
    case 'error':
      return { type: 'error', message: typeof frame['message'] === 'string' ? frame['message'] : 'The terminal reported an error.' };
    default:
      return null;
  }
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 1000;
}

function dropInvalid(frame: Record<string, unknown>, names: string[]): Record<string, unknown> {
  for (const name of names) {
    if (!isOffset(frame[name])) {
      delete frame[name];
    }
  }
  return frame;
}
