import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';

import { leaveLink, offerLink, renew } from '@/features/auth/api/session';
import { setRemedies } from '@/lib/http';
import { kTopics } from '@/live/topics';

import { FakeGateway, problem } from '../support/fake-gateway';
import * as fixtures from '../support/fixtures';
import { renderApp } from '../support/render-app';

let gateway: FakeGateway;

const withoutSession = () => gateway.on('GET /api/auth/session', () => problem(401, 'unauthenticated', 'no session'));

beforeEach(() => {
  leaveLink();
  setRemedies({ renew: () => Promise.resolve(false), confirm: () => Promise.resolve(false) });
  gateway = new FakeGateway().install();
});

it('tells whoever has no session what to do', async () => {
  withoutSession();
  renderApp();
  expect(await screen.findByRole('button', { name: 'Sign in with a passkey' })).toBeTruthy();
  expect(screen.getByText(/Open the link that tradewind printed/)).toBeTruthy();
  expect(gateway.sockets).toHaveLength(0);
});

it('says so where the browser knows no passkeys', async () => {
  withoutSession();
  renderApp();
  expect((await screen.findByRole('alert')).textContent).toContain('knows no passkeys');
});

it('lets in by the link alone only when asked to', async () => {
  withoutSession().on('POST /api/auth/exchange', () => {
    gateway.answer('GET /api/auth/session', fixtures.session);
    return { status: 200, body: fixtures.session };
  });
  offerLink({ kind: 'setup', token: 'secret' });
  renderApp();
  await userEvent.click(await screen.findByRole('button', { name: 'Continue without a passkey' }));
  expect(await screen.findByRole('heading', { name: 'Overview' })).toBeTruthy();
  expect(gateway.sent('POST /api/auth/exchange').map(({ body }) => body)).toEqual([{ token: 'secret' }]);
});

it('says why a link did not work, and lets go of it', async () => {
  withoutSession().on('POST /api/auth/exchange', () => problem(401, 'unauthenticated', 'this link has been used'));
  offerLink({ kind: 'setup', token: 'old' });
  renderApp();
  await userEvent.click(await screen.findByRole('button', { name: 'Continue without a passkey' }));
  expect((await screen.findByRole('alert')).textContent).toContain('this link has been used');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in instead' }));
  expect(await screen.findByRole('button', { name: 'Sign in with a passkey' })).toBeTruthy();
});

it('offers an invited user no way around the passkey', async () => {
  withoutSession();
  offerLink({ kind: 'invite', token: 'secret' });
  renderApp();
  expect(await screen.findByRole('button', { name: 'Create a passkey' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Continue without a passkey' })).toBeNull();
});

it('renews a session whose token is over, once for all that wait', async () => {
  let over = true;
  gateway.on('GET /api/portfolio', () =>
    over ? problem(401, 'unauthenticated', 'over') : { status: 200, body: fixtures.portfolio },
  );
  gateway.on('POST /api/auth/refresh', () => {
    over = false;
    return { status: 200, body: fixtures.session };
  });
  setRemedies({ renew, confirm: () => Promise.resolve(false) });
  renderApp();
  expect(await screen.findByRole('heading', { name: 'Overview' })).toBeTruthy();
  await waitFor(() => {
    expect(over).toBe(false);
  });
  expect(gateway.sent('POST /api/auth/refresh')).toHaveLength(1);
});

it('confirms with the passkey where the gateway wants that, and asks again', async () => {
  let confirmed = false;
  gateway.on('POST /api/controls', () =>
    confirmed
      ? { status: 200, body: { id: 'cmd-1', action: 'pause', target: '', status: 'done', detail: '', time: null } }
      : problem(403, 'step-up-required', 'confirm with your passkey that it is you'),
  );
  setRemedies({
    renew: () => Promise.resolve(false),
    confirm: () => {
      confirmed = true;
      return Promise.resolve(true);
    },
  });
  renderApp('/controls');
  await userEvent.click(await screen.findByRole('button', { name: 'Pause trading' }));
  await userEvent.click(screen.getByRole('button', { name: /^Yes/ }));
  expect(await screen.findByText('Done.')).toBeTruthy();
  expect(gateway.sent('POST /api/controls')).toHaveLength(2);
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
