import type { QueryClient } from '@tanstack/react-query';

import { applyBacktests, refreshBacktests } from '@/features/backtests/api/backtests';
import { applyBars, refreshBars } from '@/features/chart/api/get-bars';
import { refreshFills } from '@/features/chart/api/get-fills';
import { applyControls, refreshControls } from '@/features/controls/api/get-controls';
import { news } from '@/features/news/api/get-news';
import { orders } from '@/features/orders/api/get-orders';
import { outcomesKey } from '@/features/orders/api/get-outcomes';
import { trades } from '@/features/orders/api/get-trades';
import { applyPortfolio, applyPositions, refreshPortfolio, refreshPositions } from '@/features/portfolio/api/live';
import { signals } from '@/features/signals/api/get-signals';
import { adjustments, applyAdjustments, refreshStrategies } from '@/features/strategies/api/get-adjustments';
import { LiveClient } from '@/live/client';
import { recentEvents } from '@/live/recent';
import { eventsOf } from '@/live/topics';
import type { LiveEvent, Topic } from '@/live/topics';

/** Puts what came over the WebSocket where the pages look. */
export function applyEvents(client: QueryClient, events: readonly LiveEvent[]): void {
  recentEvents.push(events);
  signals.apply(client, eventsOf(events, 'signals'));
  orders.apply(client, eventsOf(events, 'orders'));
  news.apply(client, eventsOf(events, 'news'));
  applyBars(client, eventsOf(events, 'bars'));
  applyPortfolio(client, eventsOf(events, 'portfolio'));
  applyPositions(client, eventsOf(events, 'positions'));
  applyControls(client, eventsOf(events, 'controls'));
  applyBacktests(client, eventsOf(events, 'backtests'));
  const fills = eventsOf(events, 'trades');
  if (fills.length > 0) {
    trades.apply(client, fills);
    refreshFills(client);
  }
  const learned = eventsOf(events, 'weights');
  if (learned.length > 0) {
    applyAdjustments(client, learned);
    void client.invalidateQueries({ queryKey: outcomesKey });
  }
}

const kRefresh: Record<Topic, (client: QueryClient) => void> = {
  signals: signals.refresh,
  orders: orders.refresh,
  trades: (client) => {
    trades.refresh(client);
    refreshFills(client);
  },
  news: news.refresh,
  bars: refreshBars,
  weights: (client) => {
    adjustments.refresh(client);
    refreshStrategies(client);
  },
  portfolio: refreshPortfolio,
  positions: refreshPositions,
  controls: refreshControls,
  backtests: refreshBacktests,
};

/** Fetches anew what may have been missed. */
export function fillGaps(client: QueryClient, topics: readonly Topic[]): void {
  for (const topic of topics) kRefresh[topic](client);
}

export const liveAddress = ({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string =>
  `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/ws`;

export const createLive = (client: QueryClient, onSignedOut: () => void): LiveClient =>
  new LiveClient(liveAddress(location), {
    onEvents: (events) => {
      applyEvents(client, events);
    },
    onGap: (topics) => {
      fillGaps(client, topics);
    },
    onSignedOut,
  });
