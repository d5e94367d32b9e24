import { queryOptions } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { z } from 'zod';

import { backtestSchema } from '@/domain/backtest';
import type { Backtest } from '@/domain/backtest';
import { call, get, post } from '@/lib/http';
import { liveList } from '@/live/live-list';

export const backtests = liveList({
  topic: 'backtests',
  path: '/api/backtest',
  schema: backtestSchema,
  timeOf: ({ created }) => created,
  matches: () => true,
});

const at = (id: string): string => `/api/backtest/${encodeURIComponent(id)}`;
const oneKey = (id: string) => ['backtest', id, 'job'] as const;

export const backtestQuery = (id: string) =>
  queryOptions({ queryKey: oneKey(id), queryFn: ({ signal }) => get(at(id), backtestSchema, signal) });

const curveSchema = z.object({ points: z.array(z.object({ time: z.string(), equity: z.string() })) });

export const backtestEquityQuery = (id: string) =>
  queryOptions({
    queryKey: ['backtest', id, 'equity'],
    queryFn: ({ signal }) => get(`${at(id)}/equity`, curveSchema, signal),
    staleTime: Infinity,
  });

export interface BacktestRequest {
  from?: string;
  to?: string;
  cash?: string;
  symbols?: string[];
  data?: string;
  settings?: Record<string, string>;
}

export const startBacktest = (request: BacktestRequest): Promise<Backtest> =>
  post('/api/backtest', request, backtestSchema);

export const cancelBacktest = (id: string) => call(at(id), { method: 'DELETE' });

/** A live job may come without its result; the whole one is fetched once it is done. */
export function applyBacktests(client: QueryClient, jobs: readonly Backtest[]): void {
  backtests.apply(client, jobs);
  for (const job of jobs) {
    client.setQueryData<Backtest>(oneKey(job.id), (old) => old && job);
    if (job.status === 'done') void client.invalidateQueries({ queryKey: ['backtest', job.id] });
  }
}

export function refreshBacktests(client: QueryClient): void {
  backtests.refresh(client);
  void client.invalidateQueries({ queryKey: ['backtest'] });
}
