import { describe, expect, it } from 'vitest';

import { articleSchema } from '@/domain/article';
import { backtestSchema } from '@/domain/backtest';
import { appendBar, barsSchema, liveBarSchema } from '@/domain/bar';
import { commandSchema, controlsSchema } from '@/domain/controls';
import { lineageSchema } from '@/domain/lineage';
import { isOpen, orderSchema } from '@/domain/order';
import { appendPoint, equityCurveSchema, portfolioSchema, positionSchema } from '@/domain/portfolio';
import { sessionSchema } from '@/domain/session';
import { signalSchema } from '@/domain/signal';
import { adjustmentSchema, strategiesSchema, weightHistorySchema } from '@/domain/strategy';
import { deadLetterSchema, systemSchema } from '@/domain/system';
import { outcomeSchema, tradeSchema } from '@/domain/trade';

import * as fixtures from '../support/fixtures';

const pending = { id: 'cmd-1', action: 'pause', target: '', status: 'pending', detail: null, time: null };

describe('what docs/api.md shows is understood', () => {
  it.each([
    ['signal', signalSchema, fixtures.signal],
    ['signal without verdict', signalSchema, { ...fixtures.signal, verdict: null }],
    ['order', orderSchema, fixtures.order],
    ['trade', tradeSchema, fixtures.trade],
    ['outcome', outcomeSchema, fixtures.outcome],
    ['article', articleSchema, fixtures.article],
    ['portfolio', portfolioSchema, fixtures.portfolio],
    ['portfolio before the first snapshot', portfolioSchema, fixtures.noPortfolio],
    ['equity curve', equityCurveSchema, fixtures.equityCurve],
    ['position', positionSchema, fixtures.position],
    ['strategies', strategiesSchema, fixtures.strategies],
    ['weights', weightHistorySchema, fixtures.weights],
    ['adjustment', adjustmentSchema, fixtures.adjustment],
    ['controls', controlsSchema, fixtures.controls],
    ['pending command', commandSchema, pending],
    ['system', systemSchema, fixtures.system],
    ['dead letter', deadLetterSchema, fixtures.deadLetter],
    ['running backtest', backtestSchema, fixtures.backtest],
    ['finished backtest', backtestSchema, fixtures.finishedBacktest],
    ['bars', barsSchema, fixtures.bars],
    ['lineage', lineageSchema, fixtures.lineage],
    ['session', sessionSchema, fixtures.session],
  ])('%s', (_, schema, value) => {
    const result = schema.safeParse({ ...value, added_later: true });
    expect(result.error?.issues ?? []).toEqual([]);
  });
});

describe('what is not as promised is refused', () => {
  it('money as a number', () => {
    expect(tradeSchema.safeParse({ ...fixtures.trade, price: 92.1 }).success).toBe(false);
  });

  it('an instant without its zone', () => {
    expect(orderSchema.safeParse({ ...fixtures.order, time: '2014-06-06T14:00:00' }).success).toBe(false);
  });

  it('a status that is not listed', () => {
    expect(orderSchema.safeParse({ ...fixtures.order, status: 'lost' }).success).toBe(false);
  });
});

it('counts an order as open until its status is final', () => {
  expect(isOpen('queued')).toBe(true);
  expect(isOpen('partially_filled')).toBe(true);
  expect(isOpen('expired')).toBe(false);
});

describe('the live end of the equity curve', () => {
  const curve = equityCurveSchema.parse(fixtures.equityCurve);
  const state = portfolioSchema.parse(fixtures.portfolio);

  it('grows by what is later', () => {
    const grown = appendPoint(curve, { ...state, time: '2014-06-06T14:01:00Z', equity: '100130' });
    expect(grown.points.map(({ equity }) => equity)).toEqual(['100000', '100123.45', '100130']);
  });

  it('leaves out what it has and what is not known', () => {
    expect(appendPoint(curve, state)).toBe(curve);
    expect(appendPoint(curve, portfolioSchema.parse(fixtures.noPortfolio))).toBe(curve);
  });
});

describe('the live end of the bars', () => {
  const series = barsSchema.parse(fixtures.bars);
  const bar = liveBarSchema.parse({ ...fixtures.bars.bars[0], symbol: 'AAPL', timeframe: '1m' });

  it('replaces the last bar, or adds a later one', () => {
    expect(appendBar(series, { ...bar, close: '93' }).bars.map(({ close }) => close)).toEqual(['93']);
    expect(appendBar(series, { ...bar, time: '2014-06-06T14:01:00Z' }).bars).toHaveLength(2);
  });

  it('leaves out older ones and other series', () => {
    expect(appendBar(series, { ...bar, time: '2014-06-06T13:00:00Z' })).toBe(series);
    expect(appendBar(series, { ...bar, symbol: 'MSFT' })).toBe(series);
    expect(appendBar(series, { ...bar, timeframe: '1h' })).toBe(series);
  });
});
