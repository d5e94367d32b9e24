// Instants are RFC 3339 text in UTC; they are shown in the reader's own time zone.

const kDateTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
});
const kShort = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit',
});
const kDate = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

const format = (formatter: Intl.DateTimeFormat, instant: string): string => {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? instant : formatter.format(at);
};

export const formatInstant = (instant: string): string => format(kDateTime, instant);
export const formatShortInstant = (instant: string): string => format(kShort, instant);
export const formatDate = (instant: string): string => format(kDate, instant);

/** Unix seconds, for a chart's axis. */
export const toSeconds = (instant: string): number => Math.floor(Date.parse(instant) / 1000);

/** Orders instants whatever their number of fraction digits: negative where a is earlier. */
export function compareInstants(a: string, b: string): number {
  const [x, y] = [a.replace(/Z$/, ''), b.replace(/Z$/, '')];
  return x < y ? -1 : x > y ? 1 : 0;
}

export const timeZoneName = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
