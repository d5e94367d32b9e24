import { queryOptions } from '@tanstack/react-query';

import { equityCurveSchema } from '@/domain/portfolio';
import { get, withQuery } from '@/lib/http';

export const kHistoryPoints = 600;
export const historyKey = ['portfolio', 'history'] as const;

export const historyQuery = () =>
  queryOptions({
    queryKey: historyKey,
    queryFn: ({ signal }) =>
      get(withQuery('/api/portfolio/history', { points: kHistoryPoints }), equityCurveSchema, signal),
  });
