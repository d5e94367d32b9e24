import { CandlestickSeries, createChart, createSeriesMarkers } from 'lightweight-charts';
import type { IChartApi, ISeriesApi, ISeriesMarkersPluginApi, SeriesMarker, Time, UTCTimestamp } from 'lightweight-charts';
import { useEffect, useRef } from 'react';

import { chartColours, chartOptions, onSchemeChange } from '@/components/charts/theme';
import type { Bar } from '@/domain/bar';
import type { Trade } from '@/domain/trade';
import { formatQuantity, toCoordinate } from '@/lib/decimal';
import { toSeconds } from '@/lib/time';
import { plural } from '@/lib/words';

interface CandleChartProps {
  symbol: string;
  bars: readonly Bar[];
  fills: readonly Trade[];
}

interface Drawing {
  chart: IChartApi;
  series: ISeriesApi<'Candlestick'>;
  markers: ISeriesMarkersPluginApi<Time>;
}

const at = (instant: string): UTCTimestamp => toSeconds(instant) as UTCTimestamp;

const candle = ({ time, open, high, low, close }: Bar) => ({
  time: at(time),
  open: toCoordinate(open),
  high: toCoordinate(high),
  low: toCoordinate(low),
  close: toCoordinate(close),
});

const seriesOptions = () => {
  const { up, down } = chartColours();
  return { upColor: up, borderUpColor: up, wickUpColor: up, downColor: down, borderDownColor: down, wickDownColor: down };
};

const marker = ({ bar_time, time, side, leg, quantity }: Trade): SeriesMarker<Time> => {
  const buys = side === 'buy';
  const { up, down } = chartColours();
  return {
    time: at(bar_time ?? time),
    position: buys ? 'belowBar' : 'aboveBar',
    shape: buys ? 'arrowUp' : 'arrowDown',
    color: buys ? up : down,
    text: `${leg} ${formatQuantity(quantity)}`,
  };
};

/** Candles with the fills on the same axis of time. */
export default function CandleChart({ symbol, bars, fills }: CandleChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);

  useEffect(() => {
    if (!frame.current) return;
    const chart = createChart(frame.current, chartOptions());
    const series = chart.addSeries(CandlestickSeries, seriesOptions());
    drawing.current = { chart, series, markers: createSeriesMarkers(series, []) };
    const stop = onSchemeChange(() => {
      chart.applyOptions(chartOptions());
      series.applyOptions(seriesOptions());
    });
    return () => {
      stop();
      drawing.current = null;
      chart.remove();
    };
  }, [symbol]);

  useEffect(() => {
    if (!drawing.current) return;
    const { series, markers } = drawing.current;
    series.setData(bars.map(candle));
    const first = bars[0] ? toSeconds(bars[0].time) : Infinity;
    const shown = fills.map(marker).filter(({ time }) => Number(time) >= first);
    markers.setMarkers(shown.sort((a, b) => Number(a.time) - Number(b.time)));
  }, [symbol, bars, fills]);

  const label = `Candles of ${symbol}: ${plural(bars.length, 'bar')}, ${plural(fills.length, 'fill')}`;
  return <div ref={frame} className="chart chart-tall" role="img" aria-label={label} />;
}
