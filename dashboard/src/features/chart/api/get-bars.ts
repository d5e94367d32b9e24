import { queryOptions } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { z } from 'zod';

import { appendBar, barsSchema } from '@/domain/bar';
import type { Bars, LiveBar } from '@/domain/bar';
import { pageOf } from '@/domain/values';
import { get, withQuery } from '@/lib/http';

const kBars = 500;

export const barsKey = ['bars'] as const;

export const barsQuery = (symbol: string) =>
  queryOptions({
    queryKey: [...barsKey, symbol],
    queryFn: ({ signal }) => get(withQuery('/api/bars', { symbol, limit: kBars }), barsSchema, signal),
  });

export const symbolsQuery = () =>
  queryOptions({
    queryKey: ['symbols'],
    queryFn: async ({ signal }) => (await get('/api/symbols', pageOf(z.string()), signal)).items,
  });

export function applyBars(client: QueryClient, bars: readonly LiveBar[]): void {
  for (const symbol of new Set(bars.map((bar) => bar.symbol))) {
    client.setQueryData<Bars>([...barsKey, symbol], (old) => old && bars.reduce(appendBar, old));
  }
}

export function refreshBars(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: barsKey });
}
