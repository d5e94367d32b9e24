import type { QueryClient } from '@tanstack/react-query';

import { adjustmentSchema } from '@/domain/strategy';
import type { Adjustment } from '@/domain/strategy';
import { liveList } from '@/live/live-list';

export const adjustments = liveList({
  topic: 'weights',
  path: '/api/strategies/adjustments',
  schema: adjustmentSchema,
  timeOf: ({ time }) => time,
  matches: () => true,
});

/** Weights move a few times a day of the market: what follows from them is asked for anew. */
export function applyAdjustments(client: QueryClient, items: readonly Adjustment[]): void {
  if (items.length === 0) return;
  adjustments.apply(client, items);
  refreshStrategies(client);
}

export function refreshStrategies(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['strategies'] });
}
