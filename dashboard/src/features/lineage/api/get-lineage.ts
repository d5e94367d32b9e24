import { queryOptions } from '@tanstack/react-query';

import { lineageSchema } from '@/domain/lineage';
import { get } from '@/lib/http';

/** The chain may still grow while it is looked at. */
export const lineageQuery = (id: string) =>
  queryOptions({
    queryKey: ['explain', id],
    queryFn: ({ signal }) => get(`/api/explain/${encodeURIComponent(id)}`, lineageSchema, signal),
    refetchInterval: 5_000,
  });
