import { queryOptions } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';

import { tradeSchema } from '@/domain/trade';
import { pageOf } from '@/domain/values';
import { get, withQuery } from '@/lib/http';

export const fillsQuery = (symbol: string) =>
  queryOptions({
    queryKey: ['fills', symbol],
    queryFn: async ({ signal }) =>
      (await get(withQuery('/api/trades', { symbol, limit: 200 }), pageOf(tradeSchema), signal)).items,
  });

export function refreshFills(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['fills'] });
}
