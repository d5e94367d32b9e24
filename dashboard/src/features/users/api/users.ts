import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';

import { instant, pageOf } from '@/domain/values';
import { call, get, post, withQuery } from '@/lib/http';

const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  disabled: z.boolean(),
  created: instant,
  passkeys: z.number(),
  last_used: instant.nullable(),
});
export type User = z.infer<typeof userSchema>;

export const kRoles = ['viewer', 'trader', 'admin'] as const;

export const usersKey = ['users'] as const;
export const usersQuery = () =>
  queryOptions({ queryKey: usersKey, queryFn: ({ signal }) => get('/api/users', z.object({ items: z.array(userSchema) }), signal) });

const linkSchema = z.object({ link: z.string() });
export const inviteUser = (user: { name: string; role: string }) => post('/api/users', user, linkSchema);
export const recoverUser = (name: string) => post(`/api/users/${encodeURIComponent(name)}/recover`, {}, linkSchema);
export const changeUser = ({ name, ...change }: { name: string; role: string; disabled: boolean }) =>
  call(`/api/users/${encodeURIComponent(name)}`, { method: 'POST', body: change });

const entrySchema = z.object({
  number: z.number(),
  time: instant,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.string(),
});
export type AuditEntry = z.infer<typeof entrySchema>;

export const auditQuery = () =>
  infiniteQueryOptions({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) =>
      get(withQuery('/api/audit', { limit: 50, cursor: pageParam }), pageOf(entrySchema), signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

export const chainQuery = () =>
  queryOptions({
    queryKey: ['audit', 'chain'],
    queryFn: ({ signal }) =>
      get('/api/audit/chain', z.object({ ok: z.boolean(), rows: z.number(), broken: z.number().nullable() }), signal),
  });
