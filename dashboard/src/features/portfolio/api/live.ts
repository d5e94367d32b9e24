import type { QueryClient } from '@tanstack/react-query';

import { appendPoint } from '@/domain/portfolio';
import type { EquityCurve, Portfolio, Position } from '@/domain/portfolio';

import { historyKey, kHistoryPoints } from './get-history';
import { portfolioKey } from './get-portfolio';
import { positionsKey } from './get-positions';

export function applyPortfolio(client: QueryClient, states: readonly Portfolio[]): void {
  const latest = states.at(-1);
  if (!latest) return;
  void client.cancelQueries({ queryKey: portfolioKey });
  client.setQueryData(portfolioKey, latest);
  const curve = client.setQueryData<EquityCurve>(historyKey, (old) => old && states.reduce(appendPoint, old));
  // The gateway thins the curve so that it keeps its shape; past twice its length it is asked again.
  if (curve && curve.points.length > 2 * kHistoryPoints) void client.invalidateQueries({ queryKey: historyKey });
}

export function applyPositions(client: QueryClient, states: readonly Position[][]): void {
  const latest = states.at(-1);
  if (!latest) return;
  void client.cancelQueries({ queryKey: positionsKey });
  client.setQueryData(positionsKey, latest);
}

export function refreshPortfolio(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['portfolio'] });
}

export function refreshPositions(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: positionsKey });
}
