import { expect, it } from 'vitest';

import { toCurve } from '@/components/charts/curve';
import { formatCount, formatDuration, formatNumber, formatShare } from '@/lib/numbers';
import { compareInstants, formatInstant } from '@/lib/time';
import { isWebAddress } from '@/lib/web-address';
import { takeToken } from '@/lib/link-token';

it('shows ratios as shares, with a sign where it is asked for', () => {
  expect(formatShare(0.1011)).toBe('10.1 %');
  expect(formatShare(-0.0511, 1, true)).toBe('−5.1 %');
  expect(formatNumber(0.42, 2, true)).toBe('+0.42');
  expect(formatNumber(-0.001, 2, true)).toBe('0.00');
  expect(formatCount(12345)).toBe('12,345');
});

it('shows durations in the largest unit that fits', () => {
  expect(formatDuration(3600)).toBe('1 h');
  expect(formatDuration(5400)).toBe('1.5 h');
  expect(formatDuration(59)).toBe('59 s');
});

it('compares instants whatever their fractions', () => {
  expect(compareInstants('2014-06-06T14:00:00Z', '2014-06-06T14:00:00.000000001Z')).toBe(-1);
  expect(compareInstants('2014-06-06T14:00:00.5Z', '2014-06-06T14:00:00.25Z')).toBe(1);
  expect(compareInstants('2014-06-06T14:00:00Z', '2014-06-06T14:00:00Z')).toBe(0);
});

it('shows what is no instant as it is', () => {
  expect(formatInstant('2014-06-06T14:00:05Z')).toContain('6 Jun 2014');
  expect(formatInstant('soon')).toBe('soon');
});

it('draws one point a second, the last of each', () => {
  const at = (time: string, equity: string) => ({ time: `2014-06-06T14:00:${time}Z`, equity });
  const drawn = toCurve([at('00', '1'), at('00.5', '2'), at('01', '3'), at('00.9', '9')]);
  expect(drawn.map(({ value }) => value)).toEqual([2, 3]);
});

it('links to the web only', () => {
  expect(isWebAddress('https://news.example/1')).toBe(true);
  expect(isWebAddress('javascript:alert(1)')).toBe(false);
  expect(isWebAddress('')).toBe(false);
});

it('takes the token out of the address', () => {
  const addresses: string[] = [];
  const history = { replaceState: (_: unknown, __: string, url?: string | URL | null) => addresses.push(String(url)) };
  expect(takeToken({ hash: '#token=a-b_c', pathname: '/signals', search: '?symbol=A' }, history)).toEqual({
    kind: 'setup',
    token: 'a-b_c',
  });
  expect(addresses).toEqual(['/signals?symbol=A']);
  expect(takeToken({ hash: '#part', pathname: '/', search: '' }, history)).toBeNull();
  expect(addresses).toHaveLength(1);
  expect(takeToken({ hash: '#invite=x', pathname: '/', search: '' }, history)).toEqual({ kind: 'invite', token: 'x' });
});
