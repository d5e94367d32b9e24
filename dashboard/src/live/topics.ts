import type { z } from 'zod';

import { articleSchema } from '@/domain/article';
import { backtestSchema } from '@/domain/backtest';
import { liveBarSchema } from '@/domain/bar';
import { controlsSchema } from '@/domain/controls';
import { orderSchema } from '@/domain/order';
import { portfolioSchema, positionsSchema } from '@/domain/portfolio';
import { signalSchema } from '@/domain/signal';
import { adjustmentSchema } from '@/domain/strategy';
import { tradeSchema } from '@/domain/trade';

/** What each topic's events carry. */
export const kTopicSchemas = {
  signals: signalSchema,
  orders: orderSchema,
  trades: tradeSchema,
  news: articleSchema,
  bars: liveBarSchema,
  weights: adjustmentSchema,
  portfolio: portfolioSchema,
  positions: positionsSchema,
  controls: controlsSchema,
  backtests: backtestSchema,
} as const;

export type Topic = keyof typeof kTopicSchemas;
export type TopicData<T extends Topic> = z.output<(typeof kTopicSchemas)[T]>;

export const kTopics = Object.keys(kTopicSchemas) as Topic[];
export const isTopic = (name: string): name is Topic => Object.hasOwn(kTopicSchemas, name);

/** One event, its data checked against the topic's schema. */
export type LiveEvent = { [T in Topic]: { topic: T; data: TopicData<T> } }[Topic];

export const eventsOf = <T extends Topic>(events: readonly LiveEvent[], topic: T): TopicData<T>[] =>
  events.filter((event) => event.topic === topic).map((event) => event.data as TopicData<T>);
