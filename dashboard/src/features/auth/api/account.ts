import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';

import { instant } from '@/domain/values';
import { call, get, post } from '@/lib/http';

const passkeySchema = z.object({
  id: z.string(),
  label: z.string(),
  created: instant,
  last_used: instant.nullable(),
  synced: z.boolean(),
});
export type Passkey = z.infer<typeof passkeySchema>;
const passkeysSchema = z.object({ items: z.array(passkeySchema), recovery_codes: z.number() });

const openSessionSchema = z.object({
  id: z.string(),
  current: z.boolean(),
  last_seen: instant,
  address: z.string(),
  user_agent: z.string(),
});
export type OpenSession = z.infer<typeof openSessionSchema>;

const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.string(),
  created: instant,
  last_used: instant.nullable(),
});
export type ApiKey = z.infer<typeof keySchema>;

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

export const accountKey = ['account'] as const;

export const passkeysQuery = () =>
  queryOptions({ queryKey: [...accountKey, 'passkeys'], queryFn: ({ signal }) => get('/api/auth/passkeys', passkeysSchema, signal) });
export const openSessionsQuery = () =>
  queryOptions({
    queryKey: [...accountKey, 'sessions'],
    queryFn: ({ signal }) => get('/api/auth/sessions', listOf(openSessionSchema), signal),
  });
export const keysQuery = () =>
  queryOptions({ queryKey: [...accountKey, 'keys'], queryFn: ({ signal }) => get('/api/auth/keys', listOf(keySchema), signal) });

const remove = (what: string) => (id: string): Promise<unknown> =>
  call(`/api/auth/${what}/${encodeURIComponent(id)}`, { method: 'DELETE' });
export const removePasskey = remove('passkeys');
export const endSession = remove('sessions');
export const revokeKey = remove('keys');

export const makeKey = (key: { name: string; scope: string }) =>
  post('/api/auth/keys', key, z.object({ id: z.string(), key: z.string() }));

export const makeRecoveryCodes = async (): Promise<string[]> =>
  (await post('/api/auth/recovery-codes', {}, z.object({ recovery_codes: z.array(z.string()) }))).recovery_codes;
