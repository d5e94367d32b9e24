import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';

import { offerToken } from '@/features/auth/api/session';
import { kTopics } from '@/live/topics';

import { FakeGateway, problem } from '../support/fake-gateway';
import * as fixtures from '../support/fixtures';
import { renderApp } from '../support/render-app';

let gateway: FakeGateway;

const withoutSession = () => gateway.on('GET /api/auth/session', () => problem(401, 'unauthenticated', 'no session'));

beforeEach(() => {
  gateway = new FakeGateway().install();
});

it('tells whoever has no session what to do', async () => {
  withoutSession();
  renderApp();
  expect(await screen.findByText(/Open the link that tradewind printed/)).toBeTruthy();
  expect(gateway.sockets).toHaveLength(0);
});

it('exchanges the token of the link, once', async () => {
  withoutSession().answer('POST /api/auth/exchange', fixtures.session);
  offerToken('secret');
  renderApp();
  expect(await screen.findByRole('heading', { name: 'Overview' })).toBeTruthy();
  expect(gateway.sent('POST /api/auth/exchange').map(({ body }) => body)).toEqual([{ token: 'secret' }]);
});

it('says why a link did not work', async () => {
  withoutSession().on('POST /api/auth/exchange', () => problem(401, 'unauthenticated', 'this token has been used'));
  offerToken('old');
  renderApp();
  expect((await screen.findByRole('alert')).textContent).toContain('this token has been used');
});

it('goes on with the session that it has where the link was used before', async () => {
  gateway.on('POST /api/auth/exchange', () => problem(401, 'unauthenticated', 'this token has been used'));
  offerToken('old');
  renderApp();
  expect(await screen.findByRole('heading', { name: 'Overview' })).toBeTruthy();
});

it('leads back to the door when the session ends', async () => {
  renderApp();
  await waitFor(() => {
    expect(gateway.sockets).not.toHaveLength(0);
  });
  gateway.socket.accept(kTopics);
  gateway.socket.drop(4401);
  expect(await screen.findByText(/Open the link/)).toBeTruthy();
});

it('signs out', async () => {
  gateway.on('POST /api/auth/logout', () => ({ status: 204, body: null }));
  renderApp();
  await userEvent.click(await screen.findByRole('button', { name: 'Sign out' }));
  expect(await screen.findByText(/Open the link/)).toBeTruthy();
  expect(gateway.sent('POST /api/auth/logout')).toHaveLength(1);
});
