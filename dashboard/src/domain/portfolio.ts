import { z } from 'zod';

import { decimalText, instant } from './values';

export const portfolioSchema = z.object({
  time: instant.nullable(),
  equity: decimalText.nullable(),
  cash: decimalText.nullable(),
  position_value: decimalText.nullable(),
  day_pnl: decimalText.nullable(),
  source: z.string().nullable(),
  initial_cash: decimalText.nullable(),
  total_pnl: decimalText.nullable(),
  gross_exposure: z.number().nullable(),
  net_exposure: z.number().nullable(),
  positions: z.number().nullable(),
  open_orders: z.number().nullable(),
});
export type Portfolio = z.infer<typeof portfolioSchema>;

export const equityPointSchema = z.object({
  time: instant,
  equity: decimalText,
  cash: decimalText,
  position_value: decimalText,
  day_pnl: decimalText.nullable().default(null),
});
export type EquityPoint = z.infer<typeof equityPointSchema>;

export const equityCurveSchema = z.object({ points: z.array(equityPointSchema) });
export type EquityCurve = z.infer<typeof equityCurveSchema>;

export const positionSchema = z.object({
  symbol: z.string(),
  quantity: decimalText,
  average_price: decimalText,
  last_price: decimalText.nullable(),
  market_value: decimalText.nullable(),
  unrealized_pnl: decimalText.nullable(),
  realized_pnl: decimalText.nullable(),
  updated: instant.nullable(),
});
export type Position = z.infer<typeof positionSchema>;

/** All open positions: bare, or in a list's wrapping, as the live topic sends them. */
export const positionsSchema = z.union([
  z.array(positionSchema),
  z.object({ items: z.array(positionSchema) }).transform(({ items }) => items),
]);

/** The curve with the latest state put at its end, where it is later than what is there. */
export function appendPoint(curve: EquityCurve, { time, equity, cash, position_value, day_pnl }: Portfolio): EquityCurve {
  if (time === null || equity === null || cash === null || position_value === null) return curve;
  const last = curve.points.at(-1);
  if (last && last.time >= time) return curve;
  return { points: [...curve.points, { time, equity, cash, position_value, day_pnl }] };
}
