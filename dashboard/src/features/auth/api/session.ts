import { queryOptions } from '@tanstack/react-query';

import { sessionSchema } from '@/domain/session';
import type { Session } from '@/domain/session';
import { ApiError, call, get, post } from '@/lib/http';

/** Signed in, or why not. */
export type SignIn = { session: Session } | { session: null; refused: string };

let pendingToken: string | null = null;

/** The token works once: it waits here until the session is asked for. */
export const offerToken = (token: string): void => {
  pendingToken = token;
};

export async function signIn(): Promise<SignIn> {
  const token = pendingToken;
  pendingToken = null;
  let refused = '';
  if (token !== null) {
    try {
      return { session: await post('/api/auth/exchange', { token }, sessionSchema) };
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      refused = error.message;
    }
  }
  try {
    return { session: await get('/api/auth/session', sessionSchema) };
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return { session: null, refused };
    throw error;
  }
}

export const sessionKey = ['session'] as const;

export const sessionQuery = () =>
  queryOptions({ queryKey: sessionKey, queryFn: signIn, staleTime: Infinity, retry: false });

export const signOut = (): Promise<unknown> => call('/api/auth/logout', { method: 'POST', body: {} });
