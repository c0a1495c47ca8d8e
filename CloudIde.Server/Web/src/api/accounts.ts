import { ApiError, call, callJson } from './client.ts';
import type { User } from './types.ts';

/** The signed-in user, or null. */
export async function fetchMe(): Promise<User | null> {
  try {
    return (await callJson<{ user: User }>('GET', '/api/v2/auth/me', { allowSignedOut: true })).user;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      return null;
    }
    throw error;
  }
}

export async function signUp(username: string, email: string, password: string): Promise<void> {
  await call('POST', '/api/v1/signup', { json: { username, email, password }, allowSignedOut: true });
}

export async function signIn(username: string, password: string): Promise<User> {
  const answer = await callJson<{ user: User }>('POST', '/api/v1/signin', { json: { username, password }, allowSignedOut: true });
  return answer.user;
}

export async function signOut(): Promise<void> {
  await call('POST', '/api/v2/auth/logout', { allowSignedOut: true });
}
