import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';

import { instant, pageOf } from '@/domain/values';
import { get, post, withQuery } from '@/lib/http';
import type { NoticeSettings as Notices, Settings as Contract } from '@/lib/api-types';

const settingSchema = z.object({
  key: z.string(),
  type: z.string(),
  value: z.string(),
  configured: z.string(),
  default: z.string(),
  changeable: z.boolean(),
  description: z.string(),
});
export type Setting = z.infer<typeof settingSchema>;

const settingsSchema = z.object({ version: z.number(), hash: z.string(), settings: z.array(settingSchema) }) satisfies z.ZodType<Contract>;

export const settingsKey = ['settings'] as const;
export const settingsQuery = () =>
  queryOptions({ queryKey: settingsKey, queryFn: ({ signal }) => get('/api/settings', settingsSchema, signal) });

export interface SettingsChange {
  changes: Record<string, string>;
  reason: string;
  version: number;
}
export const changeSettings = (change: SettingsChange) => post('/api/settings', change, settingsSchema);
export const undoVersion = (version: number) => post(`/api/settings/versions/${String(version)}/undo`, {}, settingsSchema);

const versionSchema = z.object({
  version: z.number(),
  time: instant,
  by: z.string(),
  status: z.enum(['done', 'refused']),
  detail: z.string(),
  changes: z.array(z.object({ key: z.string(), before: z.string(), after: z.string() })),
});
export type Version = z.infer<typeof versionSchema>;

export const versionsQuery = () =>
  infiniteQueryOptions({
    queryKey: [...settingsKey, 'versions'],
    queryFn: ({ pageParam, signal }) =>
      get(withQuery('/api/settings/versions', { limit: 20, cursor: pageParam }), pageOf(versionSchema), signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

const noticeSettingsSchema = z.object({
  webhook: z.object({ set_up: z.boolean(), host: z.string() }),
  email: z.object({ set_up: z.boolean(), to: z.array(z.string()) }),
  events: z.array(z.object({ kind: z.string(), webhook: z.boolean(), email: z.boolean() })),
}) satisfies z.ZodType<Notices>;

export type Channel = 'webhook' | 'email';
export const noticesKey = ['notices'] as const;
export const noticeSettingsQuery = () =>
  queryOptions({
    queryKey: [...noticesKey, 'settings'],
    queryFn: ({ signal }) => get('/api/notices/settings', noticeSettingsSchema, signal),
  });
export const changeNotice = (rule: { kind: string; webhook?: boolean; email?: boolean }) =>
  post('/api/notices/settings', rule, noticeSettingsSchema);
export const testChannel = (channel: Channel) =>
  post('/api/notices/test', { channel }, z.object({ ok: z.boolean(), detail: z.string(), hint: z.string() }));

const noticeSchema = z.object({
  id: z.string(),
  kind: z.string(),
  time: instant,
  title: z.string(),
  detail: z.string(),
  deliveries: z.array(z.object({ channel: z.string(), status: z.string(), attempts: z.number(), error: z.string() })),
});
export type Notice = z.infer<typeof noticeSchema>;

export const noticesQuery = () =>
  infiniteQueryOptions({
    queryKey: [...noticesKey, 'list'],
    queryFn: ({ pageParam, signal }) =>
      get(withQuery('/api/notices', { limit: 20, cursor: pageParam }), pageOf(noticeSchema), signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
