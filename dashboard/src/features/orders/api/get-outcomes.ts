import { infiniteQueryOptions } from '@tanstack/react-query';

import { outcomeSchema } from '@/domain/trade';
import { pageOf } from '@/domain/values';
import { get, withQuery } from '@/lib/http';

export const outcomesKey = ['outcomes'] as const;

export const outcomesQuery = (filters: Record<string, string> = {}) =>
  infiniteQueryOptions({
    queryKey: [...outcomesKey, filters],
    queryFn: ({ pageParam, signal }) =>
      get(withQuery('/api/outcomes', { ...filters, cursor: pageParam }), pageOf(outcomeSchema), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
