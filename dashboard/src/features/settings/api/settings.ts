import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';

import { instant, pageOf } from '@/domain/values';
import { get, post, withQuery } from '@/lib/http';
import type { Settings as Contract } from '@/lib/api-types';

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
