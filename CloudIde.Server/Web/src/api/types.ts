import type { Role } from '../terminal/frames.ts';

export interface User {
  id: string;
  username: string;
  email: string;
}

export interface Project {
  id: string;
  name: string;
  description?: string | null;
  stack?: string | null;
  language?: string | null;
  createdAt?: string;
  updatedAt?: string;
  /** The signed-in user's role, where the server says it. */
  role?: Role;
  ownerId?: string;
}

export interface FileEntry {
  path: string;
  size: number;
  lastModified?: string;
  etag?: string;
}

/** A project's files, and the folders that are kept although they may be empty. */
export interface Listing {
  files: FileEntry[];
  folders?: string[];
}

export interface TerminalInfo {
  terminalId: string;
  title?: string;
  cols?: number;
  rows?: number;
  state?: string;
  exitCode?: number | null;
  createdAt?: string;
}

export interface Member {
  id: string;
  username: string;
  role: Role;
}
