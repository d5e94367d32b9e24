// The door in a real browser, with the browser's own virtual authenticator: the ways in, and those that must fail.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { chromium, requirePrerequisites } from './prerequisites.mjs';
import { System } from './system.mjs';

requirePrerequisites();
const playwright = await import('playwright-core');

const kPatience = 60_000;
const kFlags = [
  '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--no-first-run',
];
const kAuthenticator = {
  protocol: 'ctap2',
  ctap2Version: 'ctap2_1',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

let system;
let browser;
let anna;
const complaints = [];

/** A browser of its own with a device that has an authenticator. */
async function newcomer() {
  const context = await browser.newContext({ viewport: { width: 1360, height: 1000 } });
  const page = await context.newPage();
  page.setDefaultTimeout(kPatience);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // Refusals are what is tried here, and Chromium notes each; a broken content policy is something else.
    const refusal = message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !refusal) complaints.push(message.text());
  });
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: kAuthenticator });
  const device = (method, options) => cdp.send(`WebAuthn.${method}`, { authenticatorId, ...options });
  return { page, device };
}

const go = async ({ page }, name) => {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
};
const button = ({ page }, name) => page.getByRole('button', { name, exact: true });
/** Asks to be let in; where the field's suggestion was quicker there is nothing left to press. */
const askIn = (who) => button(who, 'Sign in with a passkey').click({ timeout: 5_000 }).catch(() => undefined);
const alertOf = ({ page }, text) => page.getByRole('alert').getByText(text).waitFor();

async function fits({ page }) {
  await page.setViewportSize({ width: 390, height: 844 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.setViewportSize({ width: 1360, height: 1000 });
  assert.ok(overflow <= 0, `${page.url()} is ${String(overflow)} pixels too wide for a phone`);
}

before(async () => {
  system = await System.start();
  browser = await playwright.chromium.launch({ executablePath: chromium, headless: true, args: kFlags });
  anna = await newcomer();
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

describe('the door', { timeout: 8 * kPatience }, () => {
  it('makes no passkey where the device does not verify its user', async () => {
    await anna.page.goto(system.addresses.dashboard);
    assert.equal(new URL(anna.page.url()).hash, '');
    await fits(anna);
    await anna.page.getByLabel('Your name').fill('anna');
    await anna.device('setUserVerified', { isUserVerified: false });
    await button(anna, 'Create a passkey').click();
    await alertOf(anna, 'No passkey came of it');
    await anna.device('setUserVerified', { isUserVerified: true });
  });

  it('makes the first user by the link, with recovery codes', async () => {
    await button(anna, 'Create a passkey').click();
    const codes = anna.page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await codes.first().waitFor();
    assert.equal(await codes.count(), 10);
    await button(anna, 'I have kept them').click();
    await anna.page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('lets nobody in by that link again', async () => {
    const late = await newcomer();
    await late.page.goto(system.addresses.dashboard);
    await button(late, 'Create a passkey').click();
    await alertOf(late, 'the first user has been made');
    await button(late, 'Sign in instead').click();
    await button(late, 'Sign in with a passkey').waitFor();
    await late.page.context().close();
  });

  it('does not turn the kill switch for somebody who is not verified', async () => {
    await go(anna, 'Controls');
    await anna.device('setUserVerified', { isUserVerified: false });
    await anna.page.getByRole('button', { name: /kill/i }).first().click();
    await anna.page.getByRole('dialog').getByRole('button', { name: /^Yes/ }).click();
    await alertOf(anna, 'No passkey came of it');
    await anna.device('setUserVerified', { isUserVerified: true });
  });

  it('turns it after the passkey was shown anew', async () => {
    await anna.page.getByRole('dialog').getByRole('button', { name: /^Yes/ }).click();
    await anna.page.getByRole('dialog').getByText('Done.').waitFor();
    await anna.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    const state = await anna.page.evaluate(async () => (await fetch('/api/controls')).json());
    assert.equal(state.state, 'killed');
    assert.equal(state.by, 'anna');
  });

  it('shows the account, and registers no device twice', async () => {
    await go(anna, 'Account');
    await anna.page.getByRole('table', { name: 'Passkeys' }).getByText('First passkey').waitFor();
    await anna.page.getByLabel('What to call it').fill('Again');
    await button(anna, 'Add a passkey').click();
    await alertOf(anna, 'registered already');
    await fits(anna);
  });

  it('makes a key for scripts, shown once', async () => {
    await anna.page.getByLabel('Name of the key').fill('script');
    await button(anna, 'Make a key').click();
    const shown = await anna.page.getByText(/twk_/).textContent();
    const key = /twk_[\w-]+/.exec(shown)[0];
    const asked = await fetch(`${system.addresses.api}/signals`, { headers: { Authorization: `Bearer ${key}` } });
    assert.equal(asked.status, 200);
    await button(anna, 'Revoke script').click();
    await anna.page.getByText('No keys.').waitFor();
    const again = await fetch(`${system.addresses.api}/signals`, { headers: { Authorization: `Bearer ${key}` } });
    assert.equal(again.status, 401);
  });

  it('invites a viewer, who looks and changes nothing', async () => {
    await go(anna, 'Users');
    await fits(anna);
    await anna.page.getByLabel('Name', { exact: true }).fill('bob');
    await button(anna, 'Make a link').click();
    const link = /http\S+/.exec(await anna.page.getByText(/#invite=/).textContent())[0];
    const bob = await newcomer();
    const address = new URL(system.addresses.dashboard);
    await bob.page.goto(address.origin + new URL(link).pathname + new URL(link).hash);
    await button(bob, 'Create a passkey').click();
    await button(bob, 'I have kept them').click();
    await bob.page.getByRole('heading', { name: 'Overview' }).waitFor();
    assert.equal(await bob.page.getByRole('link', { name: 'Users', exact: true }).count(), 0);
    const refused = await bob.page.evaluate(async () => {
      const body = JSON.stringify({ action: 'pause' });
      const headers = { 'Content-Type': 'application/json' };
      return (await fetch('/api/controls', { method: 'POST', headers, body })).status;
    });
    assert.equal(refused, 403);
    await bob.page.context().close();
  });

  it('tells in the audit log who did what', async () => {
    await go(anna, 'Audit log');
    await anna.page.getByText('none was changed').waitFor();
    for (const action of ['passkey-added', 'step-up', 'kill']) {
      await anna.page.getByRole('table', { name: 'Audit log' }).getByText(action, { exact: true }).first().waitFor();
    }
    await fits(anna);
  });

  it('signs out, and in again with the passkey', async () => {
    await anna.device('setAutomaticPresenceSimulation', { enabled: false }); // the field's suggestion is not taken
    await button(anna, 'Sign out').click();
    await anna.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await fits(anna);
    await anna.device('setAutomaticPresenceSimulation', { enabled: true });
    await askIn(anna);
    await anna.page.getByRole('heading', { name: 'Audit log' }).waitFor();
  });

  it("signs in by the field's suggestion too", async () => {
    // The device answers at once, so the page without her is too short-lived to be looked for.
    const letIn = anna.page.waitForResponse((answer) => answer.url().endsWith('/api/auth/login/verify'));
    await button(anna, 'Sign out').click();
    assert.equal((await letIn).status(), 200);
    await anna.page.getByRole('heading', { name: 'Audit log' }).waitFor();
  });

  it('says so where the signature is bogus, or no user was verified', async () => {
    await anna.device('setAutomaticPresenceSimulation', { enabled: false });
    await button(anna, 'Sign out').click();
    await button(anna, 'Sign in with a passkey').waitFor();
    for (const bits of [{ isBogusSignature: true }, { isBadUV: true }]) {
      await anna.device('setResponseOverrideBits', bits);
      await anna.device('setAutomaticPresenceSimulation', { enabled: true });
      await button(anna, 'Sign in with a passkey').click();
      await alertOf(anna, 'that did not let you in');
    }
    await anna.device('setResponseOverrideBits', {});
    await askIn(anna);
    await anna.page.getByRole('heading', { name: 'Audit log' }).waitFor();
  });

  it('shows a stranger nothing', async () => {
    const stranger = await newcomer();
    await stranger.page.goto(new URL(system.addresses.dashboard).origin);
    await button(stranger, 'Sign in with a passkey').click();
    await alertOf(stranger, 'No passkey came of it');
    assert.equal((await fetch(`${system.addresses.api}/portfolio`)).status, 401);
    await stranger.page.context().close();
  });

  it('broke no content policy', () => {
    assert.deepEqual(complaints, []);
  });
});
