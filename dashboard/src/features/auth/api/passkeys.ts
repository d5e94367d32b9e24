import { z } from 'zod';

import { sessionSchema } from '@/domain/session';
import type { Session } from '@/domain/session';
import { call, post } from '@/lib/http';
import type { Link } from '@/lib/link-token';
import { makePasskey, showPasskey } from '@/lib/passkeys';

const registeredSchema = z.object({
  user: z.string(),
  passkey: z.string(),
  label: z.string(),
  recovery_codes: z.array(z.string()),
});
export type Registered = z.infer<typeof registeredSchema>;

const options = async (kind: string, body: unknown): Promise<unknown> =>
  (await call(`/api/auth/${kind}/options`, { method: 'POST', body })).body;

interface NewPasskey {
  label: string;
  /** For a new user. */
  name?: string;
  link?: Link | null;
}

/** Makes a passkey: by a link, for who is signed in, or after a recovery code. */
export async function register({ label, name, link }: NewPasskey): Promise<Registered> {
  const asked = await options('register', { ...(link ? { token: link.token } : {}), ...(name ? { name } : {}) });
  const credential = await makePasskey(asked);
  return post('/api/auth/register/verify', { label, credential }, registeredSchema);
}

/** Signs in; with a signal by a field's suggestion. */
export async function signInWithPasskey(suggest?: AbortSignal): Promise<Session> {
  const credential = await showPasskey(await options('login', {}), suggest);
  return post('/api/auth/login/verify', { credential }, sessionSchema);
}

/** Confirms with the passkey that it is still the same person. */
export async function confirm(): Promise<boolean> {
  const credential = await showPasskey(await options('stepup', {}));
  await post('/api/auth/stepup/verify', { credential }, sessionSchema);
  return true;
}

export const recover = (code: string): Promise<Session> => post('/api/auth/recover', { code }, sessionSchema);
