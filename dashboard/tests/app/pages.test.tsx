import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';

import { kTopics } from '@/live/topics';

import { FakeGateway, problem } from '../support/fake-gateway';
import * as fixtures from '../support/fixtures';
import { renderApp } from '../support/render-app';

let gateway: FakeGateway;

beforeEach(() => {
  gateway = new FakeGateway().install();
});

const command = (status: string, detail: string | null) => ({
  id: 'cmd-1',
  action: 'pause',
  target: '',
  status,
  detail,
  time: null,
});

describe('controls', () => {
  const pause = async () => {
    renderApp('/controls');
    await userEvent.click(await screen.findByRole('button', { name: 'Pause trading' }));
    const dialog = await screen.findByRole('dialog', { name: 'Pause trading' });
    await userEvent.type(within(dialog).getByLabelText(/Reason/), 'lunch');
    await userEvent.click(within(dialog).getByRole('button', { name: /^Yes/ }));
    return dialog;
  };

  it('asks first, then shows what the executor said', async () => {
    gateway.answer('POST /api/controls', command('done', 'paused'));
    const dialog = await pause();
    expect((await within(dialog).findByRole('status')).textContent).toBe('Done. paused');
    expect(gateway.sent('POST /api/controls')[0]?.body).toEqual({ action: 'pause', target: '', reason: 'lunch' });
  });

  it('sends nothing when one steps back', async () => {
    renderApp('/controls');
    await userEvent.click(await screen.findByRole('button', { name: 'Kill switch' }));
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Back' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(gateway.sent('POST /api/controls')).toEqual([]);
  });

  it('tells a refusal from an error', async () => {
    gateway.on('POST /api/controls', () => ({ status: 409, body: command('refused', 'refused: it is killed') }));
    expect((await within(await pause()).findByRole('status')).textContent).toContain('The executor refused.');
  });

  it('asks on where the executor takes longer', async () => {
    gateway.on('POST /api/controls', () => ({ status: 202, body: command('pending', null) }));
    let asked = 0;
    gateway.on('GET /api/controls/cmd-1', () => {
      asked += 1;
      return asked < 2 ? problem(404, 'not-found', 'not yet') : { status: 200, body: command('done', 'paused') };
    });
    const status = await within(await pause()).findByRole('status', {}, { timeout: 5_000 });
    expect(status.textContent).toContain('Done.');
  });

  it('shows the gateway’s problem with its hint', async () => {
    gateway.on('POST /api/controls', () => problem(503, 'unavailable', 'no executor can be reached', 'start it'));
    expect((await within(await pause()).findByRole('alert')).textContent).toBe('no executor can be reachedstart it');
  });

  it('offers to resume what is paused, wherever one is', async () => {
    gateway.answer('GET /api/controls', { ...fixtures.controls, state: 'reduce_only', by: 'operator', reason: 'lunch' });
    renderApp('/controls');
    expect(await screen.findByRole('button', { name: 'Resume trading' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Trading state: Paused' })).toBeTruthy();
  });
});

describe('lineage', () => {
  it('shows the chain, and what has not come of it yet', async () => {
    gateway.answer('GET /api/explain/fil-1', fixtures.lineage);
    renderApp('/explain/fil-1');
    const chain = await screen.findByRole('list', { name: 'From article to outcome' });
    expect(chain.textContent).toContain('Apple raises its outlook');
    expect(within(chain).getByRole('table', { name: 'Orders' })).toBeTruthy();
    expect(within(chain).getByRole('table', { name: 'Trades' })).toBeTruthy();
    expect(within(chain).getByText('The round trip has not closed.')).toBeTruthy();
  });

  it('says so where there is nothing of that id', async () => {
    gateway.on('GET /api/explain/fil-0', () => problem(404, 'not-found', 'nothing is known of fil-0'));
    renderApp('/explain/fil-0');
    expect((await screen.findByRole('alert')).textContent).toContain('nothing is known of fil-0');
  });
});

describe('trades', () => {
  it('asks the gateway with the filters of the address', async () => {
    renderApp('/trades?symbol=AAPL&status=open');
    await screen.findByText('No orders yet.');
    expect(gateway.sent('GET /api/orders')[0]?.path).toBe('/api/orders?symbol=AAPL&status=open&limit=50');
  });

  it('lets a filled order leave the open ones', async () => {
    gateway.answer('GET /api/orders', fixtures.pageOf(fixtures.order));
    renderApp('/trades?status=open');
    await screen.findByRole('row', { name: /AAPL/ });
    gateway.answer('GET /api/orders', fixtures.pageOf());
    gateway.socket.accept(kTopics, true);
    gateway.socket.event('orders', { ...fixtures.order, status: 'filled' });
    await waitFor(() => {
      expect(screen.queryByRole('row', { name: /AAPL/ })).toBeNull();
    });
  });

  it('cancels an open order after asking', async () => {
    gateway.answer('GET /api/orders', fixtures.pageOf(fixtures.order, { ...fixtures.order, id: 'ord-0', status: 'filled' }));
    gateway.answer('POST /api/controls', { ...command('done', 'cancel asked of the venue'), action: 'cancel' });
    renderApp('/trades');
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Yes, cancel' }));
    await screen.findByText('Done.');
    expect(gateway.sent('POST /api/controls')[0]?.body).toMatchObject({ action: 'cancel', target: 'ord-1' });
  });

  it('fetches older pages', async () => {
    gateway.on('GET /api/trades', ({ path }) => ({
      status: 200,
      body: path.includes('cursor=c1')
        ? fixtures.pageOf({ ...fixtures.trade, id: 'fil-0', symbol: 'MSFT', time: '2014-06-06T13:00:00Z' })
        : { items: [fixtures.trade], next: 'c1' },
    }));
    renderApp('/trades?show=trades');
    await userEvent.click(await screen.findByRole('button', { name: 'Show older' }));
    expect(await screen.findByRole('row', { name: /MSFT/ })).toBeTruthy();
    expect(screen.getByRole('row', { name: /AAPL/ })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Show older' })).toBeNull();
  });
});

describe('strategies', () => {
  it('undoes an adjustment after asking', async () => {
    gateway.answer('GET /api/strategies/adjustments', fixtures.pageOf(fixtures.adjustment));
    gateway.answer('POST /api/controls', { ...command('done', 'undone'), action: 'undo-adjustment' });
    renderApp('/strategies');
    const row = await screen.findByRole('row', { name: /exp3/ });
    expect(row.textContent).toContain('0.330 → 0.350');
    await userEvent.click(within(row).getByRole('button', { name: 'Undo' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Yes, undo' }));
    await screen.findByText('Done.');
    expect(gateway.sent('POST /api/controls')[0]?.body).toMatchObject({ action: 'undo-adjustment', target: 'adj-1' });
  });
});

describe('backtests', () => {
  it('starts one and follows it live to its result', async () => {
    gateway.on('POST /api/backtest', () => ({ status: 202, body: fixtures.backtest }));
    gateway.answer('GET /api/backtest/run-1', fixtures.backtest);
    gateway.answer('GET /api/backtest/run-1/equity', fixtures.equityCurve);
    renderApp('/backtests');
    await userEvent.type(await screen.findByLabelText('Symbols'), 'aapl');
    await userEvent.click(screen.getByRole('button', { name: 'Run it' }));
    expect((await screen.findByRole('progressbar')).getAttribute('value')).toBe('0.4');
    expect(gateway.sent('POST /api/backtest')[0]?.body).toEqual({ symbols: ['AAPL'] });

    gateway.answer('GET /api/backtest/run-1', fixtures.finishedBacktest);
    gateway.socket.accept(kTopics, true);
    gateway.socket.event('backtests', { ...fixtures.finishedBacktest, result: null });
    const result = await screen.findByRole('region', { name: 'Result' });
    expect(result.textContent).toContain('$100,512.25');
    expect(result.textContent).toContain('0.51 %');
    expect(within(result).getByRole('img', { name: 'not defined' })).toBeTruthy();
    expect(await screen.findByRole('img', { name: /Equity of the backtest/ })).toBeTruthy();
  });

  it('says what is wrong before sending it', async () => {
    renderApp('/backtests');
    await userEvent.type(await screen.findByLabelText('Initial cash'), 'much');
    await userEvent.click(screen.getByRole('button', { name: 'Run it' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Initial cash');
    expect(gateway.sent('POST /api/backtest')).toEqual([]);
  });

  it('shows why a run failed', async () => {
    const error = { code: 'not-found', message: 'no bars of ZZZZ', hint: 'import some' };
    gateway.answer('GET /api/backtest/run-1', { ...fixtures.backtest, status: 'failed', error });
    renderApp('/backtests/run-1');
    expect((await screen.findByRole('alert')).textContent).toContain('no bars of ZZZZ');
  });
});

describe('system', () => {
  it('shows services, lag and dead letters, and retries a letter', async () => {
    gateway.answer('GET /api/dead-letters', fixtures.pageOf(fixtures.deadLetter));
    gateway.on('POST /api/dead-letters/art-9/retry', () => ({ status: 204, body: null }));
    renderApp('/system');
    expect(await screen.findByRole('row', { name: /trade-executor ready/ })).toBeTruthy();
    expect(screen.getByRole('row', { name: /news:raw sentiment-analyzer 3/ })).toBeTruthy();
    const letters = await screen.findByRole('list', { name: 'Dead letters' });
    gateway.answer('GET /api/dead-letters', fixtures.pageOf());
    await userEvent.click(within(letters).getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/every message could be dealt with/)).toBeTruthy();
  });
});

it('knows where it is lost', async () => {
  renderApp('/nowhere');
  expect(await screen.findByRole('heading', { name: 'Nothing here' })).toBeTruthy();
});
