import { queryOptions } from '@tanstack/react-query';

import { articleSchema } from '@/domain/article';
import { get } from '@/lib/http';

export const articleQuery = (id: string) =>
  queryOptions({
    queryKey: ['article', id],
    queryFn: ({ signal }) => get(`/api/news/${encodeURIComponent(id)}`, articleSchema, signal),
    staleTime: 60_000,
  });
