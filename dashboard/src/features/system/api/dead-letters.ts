import { queryOptions } from '@tanstack/react-query';

import { deadLetterSchema } from '@/domain/system';
import { pageOf } from '@/domain/values';
import { call, get } from '@/lib/http';

export const deadLettersKey = ['dead-letters'] as const;

export const deadLettersQuery = () =>
  queryOptions({
    queryKey: deadLettersKey,
    queryFn: async ({ signal }) => (await get('/api/dead-letters', pageOf(deadLetterSchema), signal)).items,
    refetchInterval: 15_000,
  });

const at = (id: string): string => `/api/dead-letters/${encodeURIComponent(id)}`;

export const retryDeadLetter = (id: string) => call(`${at(id)}/retry`, { method: 'POST' });
export const dropDeadLetter = (id: string) => call(at(id), { method: 'DELETE' });
