// Money, prices and quantities are decimal text. They are rounded and grouped as text, never as a JS number.

const kPattern = /^(-?)(\d+)(?:\.(\d+))?$/;

interface Parts {
  negative: boolean;
  whole: string;
  fraction: string;
}

export interface DecimalFormat {
  /** Digits after the point that are always shown. */
  atLeast?: number;
  /** Digits after the point at most; what lies behind is rounded half away from zero. */
  atMost?: number;
  /** A plus sign before what is above zero. */
  signed?: boolean;
  /** Stands between the sign and the digits, e.g. a currency's. */
  prefix?: string;
}

export const isDecimal = (text: string): boolean => kPattern.test(text);

/** -1, 0 or 1; 0 also for text that is no decimal. */
export function signOf(text: string): -1 | 0 | 1 {
  if (!isDecimal(text) || !/[1-9]/.test(text)) return 0;
  return text.startsWith('-') ? -1 : 1;
}

/** Text that is no decimal comes back as it is: better odd than wrong. */
export function formatDecimal(text: string, format: DecimalFormat = {}): string {
  const parts = parse(text);
  if (!parts) return text;
  const { atLeast = 0, atMost = Math.max(atLeast, parts.fraction.length), signed = false, prefix = '' } = format;
  const rounded = round(parts, atMost);
  const fraction = rounded.fraction.replace(/0+$/, '').padEnd(atLeast, '0');
  const zero = !/[1-9]/.test(rounded.whole + fraction);
  const sign = zero ? '' : parts.negative ? '−' : signed ? '+' : '';
  return sign + prefix + grouped(rounded.whole) + (fraction ? `.${fraction}` : '');
}

export const formatMoney = (text: string, format: DecimalFormat = {}): string =>
  formatDecimal(text, { atLeast: 2, atMost: 2, prefix: '$', ...format });

/** Prices keep up to four digits: cents for most shares, more for the cheap ones. */
export const formatPrice = (text: string): string => formatDecimal(text, { atLeast: 2, atMost: 4 });

export const formatQuantity = (text: string): string => formatDecimal(text, { atMost: 8 });

/** For drawing only (a coordinate on a chart): precision may be lost. */
export const toCoordinate = (text: string): number => Number(text);

function parse(text: string): Parts | null {
  const match = kPattern.exec(text);
  if (!match) return null;
  const [, sign = '', whole = '0', fraction = ''] = match;
  return { negative: sign === '-', whole: whole.replace(/^0+(?=\d)/, ''), fraction };
}

function round({ whole, fraction }: Parts, digits: number): { whole: string; fraction: string } {
  if (fraction.length <= digits) return { whole, fraction };
  const up = fraction.charAt(digits) >= '5' ? 1n : 0n;
  const scaled = (BigInt(whole + fraction.slice(0, digits)) + up).toString().padStart(digits + 1, '0');
  return { whole: scaled.slice(0, scaled.length - digits), fraction: scaled.slice(scaled.length - digits) };
}

const grouped = (whole: string): string => whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
