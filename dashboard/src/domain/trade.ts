import { z } from 'zod';

import { decimalText, directionSchema, instant, legSchema, sideSchema } from './values';

/** A trade is a fill. */
export const tradeSchema = z.object({
  id: z.string(),
  order_id: z.string(),
  signal_id: z.string(),
  symbol: z.string(),
  leg: legSchema,
  side: sideSchema,
  quantity: decimalText,
  price: decimalText,
  reference_price: decimalText.nullable(),
  commission: decimalText,
  fees: decimalText,
  slippage: decimalText,
  realized_pnl: decimalText,
  position: decimalText,
  time: instant,
  bar_time: instant.nullable(),
  known_at: instant.nullable(),
  contributions: z.array(z.object({ strategy: z.string(), value: z.number() })),
});
export type Trade = z.infer<typeof tradeSchema>;

/** A closed round trip, with each strategy's share of its profit. */
export const outcomeSchema = z.object({
  id: z.string(),
  symbol: z.string(),
  direction: directionSchema,
  opening_signal: z.string(),
  opening_fill: z.string(),
  closing_fill: z.string(),
  opened: instant,
  closed: instant,
  quantity: decimalText,
  entry_price: decimalText,
  exit_price: decimalText,
  gross_pnl: decimalText,
  costs: decimalText,
  net_pnl: decimalText,
  credits: z.array(z.object({ strategy: z.string(), value: decimalText })),
});
export type Outcome = z.infer<typeof outcomeSchema>;
