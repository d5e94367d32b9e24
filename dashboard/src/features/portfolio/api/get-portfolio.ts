import { queryOptions } from '@tanstack/react-query';

import { portfolioSchema } from '@/domain/portfolio';
import { get } from '@/lib/http';

export const portfolioKey = ['portfolio', 'now'] as const;

export const portfolioQuery = () =>
  queryOptions({
    queryKey: portfolioKey,
    queryFn: ({ signal }) => get('/api/portfolio', portfolioSchema, signal),
  });
