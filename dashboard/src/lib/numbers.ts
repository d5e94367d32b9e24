// Ratios, scores, weights and counts: these come as numbers.

const kMinus = '−';

export function formatNumber(value: number, digits = 2, signed = false): string {
  if (!Number.isFinite(value)) return String(value);
  const text = Math.abs(value).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  if (!/[1-9]/.test(text)) return text;
  return (value < 0 ? kMinus : signed ? '+' : '') + text;
}

/** 0.1011 is 10.1 %. */
export const formatShare = (value: number, digits = 1, signed = false): string =>
  `${formatNumber(value * 100, digits, signed)} %`;

export const formatCount = (value: number): string => value.toLocaleString('en-US');

export function formatDuration(seconds: number): string {
  const steps: [number, string][] = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
  ];
  for (const [length, unit] of steps) {
    if (seconds >= length) return `${formatNumber(seconds / length, seconds % length === 0 ? 0 : 1)} ${unit}`;
  }
  return `${formatNumber(seconds, 0)} s`;
}
