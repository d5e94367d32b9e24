import { AreaSeries, createChart } from 'lightweight-charts';
import type { IChartApi, ISeriesApi, UTCTimestamp } from 'lightweight-charts';
import { useEffect, useRef } from 'react';

import { formatMoney } from '@/lib/decimal';
import { formatInstant } from '@/lib/time';

import { toCurve } from './curve';
import { chartColours, chartOptions, onSchemeChange } from './theme';

interface EquityChartProps {
  points: readonly { time: string; equity: string }[];
  label: string;
}

interface Drawing {
  chart: IChartApi;
  series: ISeriesApi<'Area'>;
}

const seriesOptions = () => {
  const { accent, accentSoft } = chartColours();
  return { lineColor: accent, topColor: accentSoft, bottomColor: 'transparent', lineWidth: 2 as const };
};

function describe(label: string, points: EquityChartProps['points']): string {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return label;
  const from = `${formatMoney(first.equity)} on ${formatInstant(first.time)}`;
  return `${label}: from ${from} to ${formatMoney(last.equity)} on ${formatInstant(last.time)}`;
}

/** The whole curve, always in sight; it does not take the page's scrolling. */
export default function EquityChart({ points, label }: EquityChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);

  useEffect(() => {
    if (!frame.current) return;
    const chart = createChart(frame.current, { ...chartOptions(), handleScroll: false, handleScale: false });
    const series = chart.addSeries(AreaSeries, seriesOptions());
    drawing.current = { chart, series };
    const stop = onSchemeChange(() => {
      chart.applyOptions(chartOptions());
      series.applyOptions(seriesOptions());
    });
    return () => {
      stop();
      drawing.current = null;
      chart.remove();
    };
  }, []);

  useEffect(() => {
    drawing.current?.series.setData(toCurve(points).map(({ time, value }) => ({ time: time as UTCTimestamp, value })));
    drawing.current?.chart.timeScale().fitContent();
  }, [points]);

  return <div ref={frame} className="chart" role="img" aria-label={describe(label, points)} />;
}
