import { z } from 'zod';

import { decimalText, instant } from './values';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What `tradewind backtest --json` prints; only what is shown is asked for. */
export const backtestResultSchema = z.object({
  from: z.string().nullish(),
  to: z.string().nullish(),
  bars: z.number().optional(),
  articles: z.number().optional(),
  signals: z.number().optional(),
  orders: z.number().optional(),
  trades: z.number().optional(),
  initial_cash: decimalText.optional(),
  final_equity: decimalText,
  metrics: z.record(z.string(), z.unknown()).default({}),
  costs: z.record(z.string(), scalar).default({}),
  decision_hash: z.string().optional(),
  wall_seconds: z.number().optional(),
});
export type BacktestResult = z.infer<typeof backtestResultSchema>;

export const backtestSchema = z.object({
  id: z.string(),
  status: z.enum(['queued', 'running', 'done', 'failed', 'canceled']),
  progress: z.number(),
  created: instant,
  started: instant.nullable(),
  finished: instant.nullable(),
  request: z.record(z.string(), z.unknown()),
  result: backtestResultSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().default('') }).nullable(),
});
export type Backtest = z.infer<typeof backtestSchema>;

export const hasEnded = ({ status }: Backtest): boolean => status !== 'queued' && status !== 'running';
