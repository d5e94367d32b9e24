import { queryOptions } from '@tanstack/react-query';

import { weightHistorySchema } from '@/domain/strategy';
import { get, withQuery } from '@/lib/http';

const kPoints = 500;

export const weightsQuery = () =>
  queryOptions({
    queryKey: ['strategies', 'weights'],
    queryFn: ({ signal }) =>
      get(withQuery('/api/strategies/weights', { points: kPoints }), weightHistorySchema, signal),
  });
