import { queryOptions } from '@tanstack/react-query';

import { sessionSchema } from '@/domain/session';
import type { Session } from '@/domain/session';
import { ApiError, call, get, post } from '@/lib/http';
import type { Link } from '@/lib/link-token';

/** Signed in, or at the door: with a link that was followed, perhaps. */
export type SignIn = { session: Session } | { session: null; link: Link | null };

let followed: Link | null = null;

/** A link is shown to whoever follows it before anything is done with it. */
export const offerLink = (link: Link): void => {
  followed = link;
};

export async function signIn(): Promise<SignIn> {
  if (followed) return { session: null, link: followed };
  try {
    return { session: await get('/api/auth/session', sessionSchema) };
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return { session: null, link: null };
    throw error;
  }
}

export const leaveLink = (): void => {
  followed = null;
};

export const sessionKey = ['session'] as const;

export const sessionQuery = () =>
  queryOptions({ queryKey: sessionKey, queryFn: signIn, staleTime: Infinity, retry: false });

/** In without a passkey: on the machine itself, before there is a user. */
export const goOnWithout = (token: string): Promise<Session> => post('/api/auth/exchange', { token }, sessionSchema);

export const signOut = (): Promise<unknown> => call('/api/auth/logout', { method: 'POST', body: {} });

const kLostRace = 300;

async function renewOnce(): Promise<boolean> {
  try {
    await call('/api/auth/refresh', { method: 'POST', body: {} });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status !== 409) return false;
    await new Promise((resolve) => setTimeout(resolve, kLostRace)); // another tab was first: its cookie is ours
    return true;
  }
}

let renewing: Promise<boolean> | null = null;

/** Trades the session's token for a new one: one tab at a time, once for all that wait. False where it is over. */
export function renew(): Promise<boolean> {
  const { locks } = navigator as { locks?: LockManager };
  renewing ??= (locks ? locks.request('tradewind-session', renewOnce) : renewOnce()).finally(() => {
    renewing = null;
  });
  return renewing;
}
