import { queryOptions } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';

import { controlsSchema } from '@/domain/controls';
import type { Controls } from '@/domain/controls';
import { get } from '@/lib/http';

export const controlsKey = ['controls'] as const;

export const controlsQuery = () =>
  queryOptions({
    queryKey: controlsKey,
    queryFn: ({ signal }) => get('/api/controls', controlsSchema, signal),
  });

export function applyControls(client: QueryClient, states: readonly Controls[]): void {
  const latest = states.at(-1);
  if (!latest) return;
  void client.cancelQueries({ queryKey: controlsKey });
  client.setQueryData(controlsKey, latest);
}

export function refreshControls(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: controlsKey });
}
