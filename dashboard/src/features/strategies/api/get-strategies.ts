import { queryOptions } from '@tanstack/react-query';

import { strategiesSchema } from '@/domain/strategy';
import { get } from '@/lib/http';

export const strategiesQuery = () =>
  queryOptions({
    queryKey: ['strategies', 'now'],
    queryFn: ({ signal }) => get('/api/strategies', strategiesSchema, signal),
  });
