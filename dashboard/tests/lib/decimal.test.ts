import { describe, expect, it } from 'vitest';

import { formatDecimal, formatMoney, formatPrice, formatQuantity, signOf } from '@/lib/decimal';

describe('formatDecimal', () => {
  it.each([
    ['0', '0'],
    ['1234567.5', '1,234,567.5'],
    ['-0.5', '−0.5'],
    ['007', '7'],
    ['100.10', '100.1'],
  ])('shows %s as %s', (text, shown) => {
    expect(formatDecimal(text)).toBe(shown);
  });

  it('keeps digits that a double would lose', () => {
    expect(formatDecimal('9007199254740993.123456789')).toBe('9,007,199,254,740,993.123456789');
  });

  it.each([
    ['1.005', '1.01'],
    ['1.0049', '1.00'],
    ['-1.005', '−1.01'],
    ['999.995', '1,000.00'],
    ['0.004', '0.00'],
    ['-0.004', '0.00'],
    ['0.996', '1.00'],
  ])('rounds %s half away from zero to %s', (text, shown) => {
    expect(formatDecimal(text, { atLeast: 2, atMost: 2 })).toBe(shown);
  });

  it('gives a sign where it is asked for, and none to zero', () => {
    expect(formatMoney('23.45', { signed: true })).toBe('+$23.45');
    expect(formatMoney('-23.45', { signed: true })).toBe('−$23.45');
    expect(formatMoney('0', { signed: true })).toBe('$0.00');
  });

  it('hands back what is no decimal', () => {
    expect(formatMoney('1e5')).toBe('1e5');
    expect(formatMoney('')).toBe('');
  });
});

it('shows prices with two to four digits and quantities with as many as they have', () => {
  expect(formatPrice('92.1')).toBe('92.10');
  expect(formatPrice('0.12345')).toBe('0.1235');
  expect(formatQuantity('12')).toBe('12');
  expect(formatQuantity('0.00000001')).toBe('0.00000001');
});

it('tells the sign of text', () => {
  expect(signOf('0.01')).toBe(1);
  expect(signOf('-0.01')).toBe(-1);
  expect(signOf('-0.00')).toBe(0);
  expect(signOf('no number')).toBe(0);
});
