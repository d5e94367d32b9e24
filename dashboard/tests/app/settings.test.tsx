import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';

import { FakeGateway, problem } from '../support/fake-gateway';
import * as fixtures from '../support/fixtures';
import { renderApp } from '../support/render-app';

let gateway: FakeGateway;

const limit = {
  key: 'risk.daily_loss_limit_pct',
  type: 'a decimal number from 0 to 100',
  value: '5',
  configured: '5',
  default: '5',
  changeable: true,
  description: 'Loss of a day after which nothing is opened',
};
const settings = { version: 3, hash: 'abc', settings: [limit, { ...limit, key: 'universe', changeable: false }] };
const notices = {
  webhook: { set_up: true, host: 'hooks.example' },
  email: { set_up: false, to: [] },
  events: [{ kind: 'kill', webhook: true, email: true }],
};

beforeEach(() => {
  gateway = new FakeGateway().install();
  gateway.answer('GET /api/settings', settings);
  gateway.answer('GET /api/settings/versions', fixtures.pageOf());
  gateway.answer('GET /api/notices/settings', notices);
  gateway.answer('GET /api/notices', fixtures.pageOf());
});

describe('settings', () => {
  it('sends only what was changed, with the version that was seen', async () => {
    gateway.answer('POST /api/settings', settings);
    renderApp('/settings');
    await userEvent.click(await screen.findByText('Risk'));
    const field = screen.getByLabelText(/Daily loss limit pct/i);
    expect(screen.queryByLabelText(/Universe/i)).toBeNull();
    expect(screen.getByRole('button', { name: /^Save risk/i })).toHaveProperty('disabled', true);
    await userEvent.clear(field);
    await userEvent.type(field, '3');
    await userEvent.click(screen.getByRole('button', { name: /^Save risk/i }));
    await waitFor(() => {
      expect(gateway.sent('POST /api/settings')[0]?.body).toEqual({
        changes: { 'risk.daily_loss_limit_pct': '3' },
        reason: '',
        version: 3,
      });
    });
  });

  it('shows why a value is refused', async () => {
    gateway.on('POST /api/settings', () => problem(400, 'invalid-argument', "'x' is not a value", 'it takes a number'));
    renderApp('/settings');
    await userEvent.click(await screen.findByText('Risk'));
    await userEvent.type(screen.getByLabelText(/Daily loss limit pct/i), 'x');
    await userEvent.click(screen.getByRole('button', { name: /^Save risk/i }));
    expect((await screen.findByRole('alert')).textContent).toContain('it takes a number');
  });
});

describe('notices', () => {
  it('turns one off, and tries a channel', async () => {
    gateway.answer('POST /api/notices/settings', notices);
    gateway.answer('POST /api/notices/test', { ok: false, detail: 'hooks.example answered 500', hint: 'a webhook must answer 2xx' });
    renderApp('/settings');
    const panel = await screen.findByRole('region', { name: 'Notices' });
    await userEvent.click(await within(panel).findByLabelText('Kill switch by webhook'));
    expect(gateway.sent('POST /api/notices/settings')[0]?.body).toEqual({ kind: 'kill', webhook: false });
    await userEvent.click(within(panel).getByRole('button', { name: 'Test the webhook' }));
    expect((await within(panel).findByRole('status')).textContent).toContain('answered 500');
    expect(within(panel).getByRole('button', { name: 'Test the e-mail' })).toHaveProperty('disabled', true);
  });
});
