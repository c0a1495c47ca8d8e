import type { Role } from '../terminal/frames.ts';
import { call, callJson } from './client.ts';
import type { Listing, Member, Project, TerminalInfo } from './types.ts';

const root = '/api/v2/projects';

/** The URL of a project, or of something below it. */
export function projectUrl(id: string, rest = ''): string {
  return `${root}/${encodeURIComponent(id)}${rest}`;
}

export async function listProjects(): Promise<Project[]> {
  return (await callJson<{ projects: Project[] }>('GET', root)).projects;
}

export async function createProject(name: string, description: string, stack: string): Promise<Project> {
  return (await callJson<{ project: Project }>('POST', root, { json: { name, description, stack } })).project;
}

export async function deleteProject(id: string): Promise<void> {
  await call('DELETE', projectUrl(id));
}

export async function getProject(id: string): Promise<{ project: Project } & Listing> {
  return await callJson('GET', projectUrl(id));
}

export async function listTerminals(id: string, allowSignedOut = false): Promise<TerminalInfo[]> {
  return (await callJson<{ terminals: TerminalInfo[] }>('GET', projectUrl(id, '/terminals'), { allowSignedOut })).terminals;
}

export async function openTerminal(id: string, cols: number, rows: number): Promise<string> {
  return (await callJson<{ terminalId: string }>('POST', projectUrl(id, '/terminals'), { json: { cols, rows } })).terminalId;
}

/** Ends a terminal; answers when the files of its shell are saved. */
export async function closeTerminal(id: string, terminalId: string): Promise<void> {
  await call('DELETE', projectUrl(id, `/terminals/${encodeURIComponent(terminalId)}`));
}

export async function listMembers(id: string): Promise<Member[]> {
  return (await callJson<{ members: Member[] }>('GET', projectUrl(id, '/members'))).members;
}

export async function setMember(id: string, username: string, role: Role): Promise<void> {
  await call('POST', projectUrl(id, '/members'), { json: { username, role } });
}

export async function removeMember(id: string, userId: string): Promise<void> {
  await call('DELETE', projectUrl(id, `/members/${encodeURIComponent(userId)}`));
}
