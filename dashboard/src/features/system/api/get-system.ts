import { queryOptions } from '@tanstack/react-query';

import { systemSchema } from '@/domain/system';
import { get } from '@/lib/http';

const kEvery = 5_000;

/** Lag and health have no topic: they are asked for every few seconds. */
export const systemQuery = () =>
  queryOptions({
    queryKey: ['system'],
    queryFn: ({ signal }) => get('/api/system', systemSchema, signal),
    refetchInterval: kEvery,
  });
