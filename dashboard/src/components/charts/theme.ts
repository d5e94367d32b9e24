import { ColorType, CrosshairMode } from 'lightweight-charts';
import type { ChartOptions, DeepPartial } from 'lightweight-charts';

import { timeZoneName } from '@/lib/time';

const variable = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const chartColours = () => ({
  text: variable('--muted'),
  grid: variable('--line'),
  accent: variable('--accent'),
  accentSoft: variable('--accent-soft'),
  up: variable('--up'),
  down: variable('--down'),
});

const axisTime = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString('en-GB', {
    timeZone: timeZoneName(), day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit',
  });

/** TickMarkType 0-2 are year, month and day; 3 and 4 are times of day. */
function tickText(seconds: unknown, kind: number): string {
  const at = new Date(Number(seconds) * 1000);
  if (kind === 0) return String(at.getFullYear());
  if (kind === 1) return at.toLocaleDateString('en-GB', { month: 'short' });
  if (kind === 2) return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

export function chartOptions(): DeepPartial<ChartOptions> {
  const colours = chartColours();
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: 'transparent' },
      textColor: colours.text,
      fontFamily: 'inherit',
      // The project page is named in the footer instead.
      attributionLogo: false,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: colours.grid } },
    rightPriceScale: { borderVisible: false },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false, tickMarkFormatter: tickText },
    crosshair: { mode: CrosshairMode.Magnet },
    localization: { timeFormatter: (time: unknown) => axisTime(Number(time)) },
  };
}

/** Calls back when the reader switches between light and dark; gives back how to stop that. */
export function onSchemeChange(callback: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', callback);
  return () => {
    query.removeEventListener('change', callback);
  };
}
