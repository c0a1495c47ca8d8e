import { fetchMe, signOut as signOutOfServer } from '../api/accounts.ts';
import type { User } from '../api/types.ts';

let known: Promise<User | null> | null = null;

/** Who is signed in; asked once, then remembered. */
export function currentUser(): Promise<User | null> {
  known ??= fetchMe().catch(error => {
    known = null;
    throw error;
  });
  return known;
}

export function setUser(user: User | null): void {
  known = Promise.resolve(user);
}

export async function signOut(): Promise<void> {
  await signOutOfServer();
  setUser(null);
}
