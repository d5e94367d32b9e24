// A newcomer opens the printed link and sees an order arrive, in a real browser on a running system.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { chromium, requirePrerequisites } from './prerequisites.mjs';
import { System } from './system.mjs';

requirePrerequisites();
const playwright = await import('playwright-core');

const kPatience = 180_000;
const kScreenshot = process.env.TRADEWIND_SCREENSHOT ?? '';

const kFlags = [
  '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--no-first-run',
];

let system;
let browser;
let page;
const complaints = [];
const requests = [];

const region = (name) => page.getByRole('region', { name, exact: true });
const orderIds = () =>
  region('Last orders')
    .getByRole('link', { name: /^Why this order/ })
    .evaluateAll((links) => links.map((link) => link.getAttribute('href').split('/').at(-1)));

before(async () => {
  system = await System.start();
  browser = await playwright.chromium.launch({ executablePath: chromium, headless: true, args: kFlags });
  page = await browser.newPage({ viewport: { width: 1360, height: 1000 }, colorScheme: 'light' });
  page.setDefaultTimeout(kPatience);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

describe('the dashboard of a running system', { timeout: 4 * kPatience }, () => {
  it('signs in by the printed link, and takes the token out of the address', async () => {
    await page.goto(system.addresses.dashboard);
    await page.getByRole('button', { name: 'Continue without a passkey' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assert.equal(new URL(page.url()).hash, '');
  });

  it('says that the market is invented', async () => {
    await page.getByRole('note', { name: 'World' }).getByText('no company or price is real').waitFor();
  });

  it('shows an order that arrives, live, without a reload', async () => {
    await page.getByRole('status', { name: 'Live updates' }).getByText('Live', { exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => {
      globalThis.stillTheSamePage = true;
    });
    const before = await orderIds();
    requests.length = 0;
    await page.waitForFunction(
      (known) =>
        [...document.querySelectorAll('a[href^="/explain/ord-"]')].some(
          (link) => !known.includes(link.getAttribute('href').split('/').at(-1)),
        ),
      before,
    );
    assert.equal(await page.evaluate(() => globalThis.stillTheSamePage), true);
    assert.deepEqual(requests.filter((request) => request === 'GET /api/orders'), [], 'it came over the WebSocket');
    const arrived = (await orderIds()).find((id) => !before.includes(id));
    const stored = await page.evaluate(async (id) => (await fetch(`/api/orders/${id}`)).json(), arrived);
    assert.equal(stored.id, arrived);
  });

  it('shows the account, the curve and the news of it', async () => {
    await page.getByLabel('Key figures').getByText(/^\$[\d,]+\.\d\d$/).first().waitFor();
    await region('Equity').getByRole('img', { name: /^Equity curve: from \$/ }).waitFor();
    await region('Last news').getByText(/(positive|negative|neutral) [+−]?\d\.\d\d/).first().waitFor();
    await region('Last trades').getByRole('row').nth(1).waitFor();
  });

  it('opens a signal to why it was made', async () => {
    const signals = region('Last signals').getByRole('list', { name: 'Last signals' });
    await signals.getByRole('button', { expanded: false }).first().click();
    await signals.getByRole('table', { name: 'Strategy opinions' }).waitFor();
    const verdict = signals.getByRole('region', { name: 'Risk verdict' });
    await verdict.getByText(/^(Approved|Not traded|Nothing to check): /).waitFor();
    if (kScreenshot) await page.screenshot({ path: kScreenshot });
    await signals.getByRole('button', { expanded: true }).click();
    await signals.getByRole('table', { name: 'Strategy opinions' }).waitFor({ state: 'hidden' });
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${String(overflow)} pixels too wide`);
    await page.setViewportSize({ width: 1360, height: 1000 });
  });

  it('leads from an order to the whole chain behind it', async () => {
    await region('Last orders').getByRole('link', { name: /^Why this order/ }).first().click();
    const chain = page.getByRole('list', { name: 'From article to outcome' });
    await chain.getByRole('table', { name: 'Orders' }).waitFor();
    await chain.getByRole('table', { name: 'Strategy opinions' }).first().waitFor();
  });

  it('shows every page without a complaint', async () => {
    for (const name of ['Chart', 'Signals', 'Trades', 'News', 'Strategies', 'Backtests', 'Controls', 'System', 'Account', 'Users', 'Audit log']) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      assert.deepEqual(await page.getByRole('alert').allTextContents(), [], name);
    }
    assert.deepEqual(complaints, []);
  });

  it('pauses trading when asked to, and shows that it is paused', async () => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Controls' }).click();
    await page.getByRole('button', { name: 'Pause trading' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^Yes/ }).click();
    await page.getByRole('dialog').getByText('Done.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('link', { name: 'Trading state: Paused' }).waitFor();
    await page.getByRole('button', { name: 'Resume trading' }).waitFor();
  });

  it('takes the link once only', async () => {
    const stranger = await browser.newPage();
    await stranger.goto(system.addresses.dashboard);
    await stranger.getByRole('button', { name: 'Continue without a passkey' }).click();
    await stranger.getByRole('alert').getByText('wrong, used or expired').waitFor();
    await stranger.close();
  });

  it('leaves a system that stops when it is told to', async () => {
    assert.equal(await system.stop(), 0, system.log);
  });
});
