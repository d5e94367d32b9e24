import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';

import { kTopics } from '@/live/topics';

import { FakeGateway } from '../support/fake-gateway';
import * as fixtures from '../support/fixtures';
import { renderApp } from '../support/render-app';

let gateway: FakeGateway;

beforeEach(() => {
  gateway = new FakeGateway().install();
});

const region = (name: string) => screen.findByRole('region', { name });

const liveOverview = async () => {
  renderApp();
  await waitFor(() => {
    expect(gateway.sockets).not.toHaveLength(0);
  });
  gateway.socket.accept(kTopics);
  await screen.findByText('Live');
  await within(await region('Last orders')).findByText('No orders yet.');
};

describe('the overview', () => {
  it('says at once that the market is invented', async () => {
    renderApp();
    const banner = await screen.findByRole('note', { name: 'World' });
    await waitFor(() => {
      expect(banner.textContent).toContain('Invented market: no company or price is real.');
    });
  });

  it('shows the account', async () => {
    gateway.answer('GET /api/positions', fixtures.pageOf(fixtures.position));
    gateway.answer('GET /api/portfolio/history', fixtures.equityCurve);
    renderApp();
    expect(await screen.findByText('$100,123.45')).toBeTruthy();
    expect(screen.getByText('+$23.45')).toBeTruthy();
    expect(screen.getByText('10.1 %')).toBeTruthy();
    expect(screen.getByText('−5.1 %')).toBeTruthy();
    const row = within(await region('Positions')).getByRole('row', { name: /AAPL/ });
    expect(row.textContent).toContain('$1,109.04');
    expect(await screen.findByRole('img', { name: /Equity curve/ })).toBeTruthy();
  });

  it('shows what is not known as not known', async () => {
    gateway.answer('GET /api/portfolio', fixtures.noPortfolio);
    renderApp();
    const figures = await screen.findByLabelText('Key figures');
    expect(within(figures).getAllByRole('img', { name: 'not known' })).toHaveLength(6);
    expect(figures.textContent).not.toContain('$0');
    expect(await screen.findByText(/No curve yet/)).toBeTruthy();
    expect(await screen.findByText('No open positions.')).toBeTruthy();
    expect(await screen.findByText('No signals yet.')).toBeTruthy();
    expect(await screen.findByText('No news yet.')).toBeTruthy();
  });

  it('shows an order the moment it comes, and its change', async () => {
    await liveOverview();
    gateway.socket.event('orders', fixtures.order);
    const orders = await region('Last orders');
    const row = await within(orders).findByRole('row', { name: /AAPL/ });
    expect(row.textContent).toContain('accepted');
    gateway.socket.event('orders', { ...fixtures.order, status: 'filled', filled_quantity: '12' });
    expect(await within(orders).findByText('filled')).toBeTruthy();
    expect(within(orders).getAllByRole('row', { name: /AAPL/ })).toHaveLength(1);
  });

  it('follows the account live', async () => {
    await liveOverview();
    gateway.socket.event('portfolio', { ...fixtures.portfolio, equity: '99000', day_pnl: '-1100' });
    expect(await screen.findByText('−$1,100.00')).toBeTruthy();
    expect(screen.getByText('$99,000.00')).toBeTruthy();
  });

  it('says when it is not live, and catches up on what it missed', async () => {
    await liveOverview();
    gateway.socket.drop();
    expect(await screen.findByText(/Not live/)).toBeTruthy();
    gateway.answer('GET /api/orders', fixtures.pageOf(fixtures.order));
    await waitFor(() => {
      expect(gateway.sockets).toHaveLength(2);
    });
    gateway.socket.accept(kTopics, false);
    expect(await within(await region('Last orders')).findByRole('row', { name: /AAPL/ })).toBeTruthy();
  });

  it('opens a signal to its why: opinions, evidence, risk', async () => {
    gateway.answer('GET /api/signals', fixtures.pageOf(fixtures.signal));
    gateway.answer('GET /api/news/art-1', fixtures.article);
    renderApp();
    const signal = await within(await region('Last signals')).findByRole('button', { name: /AAPL/ });
    expect(signal.getAttribute('aria-expanded')).toBe('false');
    expect(signal.textContent).toContain('approved 12');
    await userEvent.click(signal);
    const opinions = screen.getByRole('table', { name: 'Strategy opinions' });
    expect(within(opinions).getByRole('row', { name: /momentum/ }).textContent).toContain('+0.42');
    expect(within(opinions).getByRole('row', { name: /mean reversion/ }).textContent).toContain('−0.06');
    expect(await screen.findByRole('link', { name: 'Apple raises its outlook' })).toBeTruthy();
    expect(within(screen.getByRole('list', { name: 'Risk checks' })).getAllByRole('img', { name: 'passed' })).toHaveLength(2);
    expect(screen.getByRole('link', { name: 'The whole chain' }).getAttribute('href')).toBe('/explain/sig-1');
  });

  it('says why there was nothing for risk to check', async () => {
    const verdict = { ...fixtures.verdict, approved: false, reason: 'no_change', quantity: '0', checks: [] };
    gateway.answer('GET /api/signals', fixtures.pageOf({ ...fixtures.signal, verdict }));
    renderApp();
    await userEvent.click(await within(await region('Last signals')).findByRole('button', { name: /AAPL/ }));
    const said = screen.getByRole('region', { name: 'Risk verdict' });
    expect(said.textContent).toBe('Nothing to check: the position already stands as the signal asks.');
    expect(screen.queryByRole('list', { name: 'Risk checks' })).toBeNull();
  });

  it('asks after the verdict on a signal that is held open', async () => {
    gateway.answer('GET /api/signals', fixtures.pageOf({ ...fixtures.signal, verdict: null }));
    gateway.answer('GET /api/signals/sig-1', fixtures.signal);
    renderApp();
    await userEvent.click(await within(await region('Last signals')).findByRole('button', { name: /AAPL/ }));
    expect((await screen.findByRole('region', { name: 'Risk verdict' })).textContent).toContain('Approved: 12 units.');
  });

  it('keeps an open signal in its place while newer ones come', async () => {
    gateway.answer('GET /api/signals', fixtures.pageOf(fixtures.signal));
    await liveOverview();
    const list = await screen.findByRole('list', { name: 'Last signals' });
    await userEvent.click(within(list).getByRole('button', { name: /AAPL/ }));
    gateway.socket.event('signals', { ...fixtures.signal, id: 'sig-2', symbol: 'MSFT', time: '2014-06-06T14:05:00Z' });
    const newer = await screen.findByRole('button', { name: 'Show 1 newer signal' });
    expect(within(list).queryByRole('button', { name: /MSFT/ })).toBeNull();
    await userEvent.click(newer);
    expect(within(list).getByRole('button', { name: /MSFT/ })).toBeTruthy();
    expect(within(list).getByRole('button', { name: /AAPL/, expanded: true })).toBeTruthy();
  });

  it('shows a score beside its headline', async () => {
    gateway.answer('GET /api/news', fixtures.pageOf(fixtures.article, { ...fixtures.article, id: 'art-2', scores: [] }));
    renderApp();
    const news = await region('Last news');
    expect(await within(news).findByText('AAPL positive +0.71')).toBeTruthy();
    expect(within(news).getByText(/no score yet/)).toBeTruthy();
  });
});

describe('an answer that breaks the contract', () => {
  it('is reported where it would have been shown, and nowhere else', async () => {
    gateway.answer('GET /api/positions', fixtures.pageOf({ ...fixtures.position, quantity: 12 }));
    renderApp();
    const alert = await within(await region('Positions')).findByRole('alert');
    expect(alert.textContent).toContain('quantity');
    expect(await screen.findByText('$100,123.45')).toBeTruthy();
  });
});
