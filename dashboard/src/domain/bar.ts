import { z } from 'zod';

import { decimalText, instant } from './values';

export const barSchema = z.object({
  time: instant,
  open: decimalText,
  high: decimalText,
  low: decimalText,
  close: decimalText,
  volume: z.number(),
});
export type Bar = z.infer<typeof barSchema>;

export const barsSchema = z.object({ symbol: z.string(), timeframe: z.string().nullable(), bars: z.array(barSchema) });
export type Bars = z.infer<typeof barsSchema>;

export const liveBarSchema = barSchema.extend({ symbol: z.string(), timeframe: z.string() });
export type LiveBar = z.infer<typeof liveBarSchema>;

/** The series with the bar replaced or put at its end; one that is older than the last is left out. */
export function appendBar(series: Bars, { symbol, timeframe, ...bar }: LiveBar): Bars {
  if (series.symbol !== symbol || (series.timeframe !== null && series.timeframe !== timeframe)) return series;
  const last = series.bars.at(-1);
  if (last && bar.time < last.time) return series;
  const kept = last?.time === bar.time ? series.bars.slice(0, -1) : series.bars;
  return { symbol, timeframe, bars: [...kept, bar] };
}
