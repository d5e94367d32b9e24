import { queryOptions } from '@tanstack/react-query';

import { signalSchema } from '@/domain/signal';
import { get } from '@/lib/http';

const kEvery = 1_000;

/** One signal, asked for until risk has spoken. */
export const signalQuery = (id: string) =>
  queryOptions({
    queryKey: ['signal', id],
    queryFn: ({ signal }) => get(`/api/signals/${encodeURIComponent(id)}`, signalSchema, signal),
    refetchInterval: ({ state }) => (state.data?.verdict ? false : kEvery),
  });
