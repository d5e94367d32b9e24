import { queryOptions } from '@tanstack/react-query';

import { positionSchema } from '@/domain/portfolio';
import { pageOf } from '@/domain/values';
import { get } from '@/lib/http';

export const positionsKey = ['positions'] as const;

export const positionsQuery = () =>
  queryOptions({
    queryKey: positionsKey,
    queryFn: async ({ signal }) => (await get('/api/positions', pageOf(positionSchema), signal)).items,
  });
