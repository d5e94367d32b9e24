// @alpacahq/alpaca-trade-api 4, unchanged but for the base addresses, against `tradewind exchange`.
// Usage: SDK_DIR=<folder with node_modules> node sdk_node.mjs READY_LINE_JSON
import { createRequire } from 'node:module';
import process from 'node:process';

const require = createRequire(`${process.env.SDK_DIR ?? process.cwd()}/`);
const { Alpaca, TimeFrame } = require('@alpacahq/alpaca-trade-api');
const ready = JSON.parse(process.argv[2]);
let checks = 0;

function check(name, condition, shown = '') {
  if (!condition) throw new Error(`FAILED: ${name} ${shown}`);
  checks += 1;
}
async function waitFor(name, seconds, condition) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    if (await condition()) {
      checks += 1;
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`FAILED: waited for ${name}`);
}
async function refused(name, status, code, call) {
  try {
    await call();
  } catch (error) {
    check(name, error.status === status && Number(error.code) === code, `${error.status} ${error.code} ${error.message}`);
    return;
  }
  throw new Error(`FAILED: ${name} was not refused`);
}

const alpaca = new Alpaca({
  keyId: ready.key_id,
  secret: ready.secret_key,
  paper: true,
  fetchApi: (url, init) =>
    fetch(
      String(url)
        .replace('https://paper-api.alpaca.markets', ready.trading)
        .replace('https://data.alpaca.markets', ready.data),
      init,
    ),
});
const { trading, marketData } = alpaca;

const connection = await trading.validateConnection();
check('connection', connection.ok, connection.message);
check('account', connection.account.status === 'ACTIVE' && Number(connection.account.cash) === 100000);
const clock = await trading.clock.legacyClock();
check('clock', clock.isOpen === true);
const now = new Date(clock.timestamp);
const monthAgo = new Date(now.getTime() - 30 * 86400e3);
const days = await trading.calendar.legacyCalendar({ start: monthAgo, end: now });
check('calendar', days.length >= 15 && days.length <= 25, days.length);
const assets = await trading.assets.getV2Assets({ status: 'active' });
const good = assets.filter((a) => a.fractionable && a.shortable).map((a) => a.symbol);
check('assets', good.length >= 3);
const [symbol, other] = good;

const bars = await marketData.collectStockBarsBySymbol({ symbols: `${symbol},${other}`, timeframe: TimeFrame?.Minute ?? '1Min', start: monthAgo, end: now });
check('minute bars', bars[symbol].length > 6000 && bars[other].length > 6000, bars[symbol]?.length);
const price = await marketData.getLatestPrice(symbol);
check('latest price', price > 0);
const articles = [];
for await (const article of marketData.iterateNews({ limit: 5 })) {
  articles.push(article);
  if (articles.length === 12) break;
}
check('news', articles.length === 12);

const seen = { bar: 0, trade: 0, quote: 0, news: 0, update: 0 };
const errors = [];
const stocks = marketData.stockStream({ url: `${ready.stream}/v2/iex` });
stocks.onBar(() => { seen.bar += 1; });
stocks.onTrade(() => { seen.trade += 1; });
stocks.onQuote(() => { seen.quote += 1; });
stocks.onError?.((error) => errors.push(String(error)));
stocks.onConnect(() => {
  stocks.subscribeForBars([symbol, other]);
  stocks.subscribeForTrades([symbol]);
  stocks.subscribeForQuotes([symbol]);
});
stocks.connect();
const news = marketData.newsStream({ url: `${ready.stream}/v1beta1/news` });
news.onNews(() => { seen.news += 1; });
news.onConnect(() => news.subscribeForNews(['*']));
news.connect();
const updates = trading.stream({ url: `${ready.stream}/stream` });
updates.onTradeUpdate(() => { seen.update += 1; });
updates.connect();

const filled = await trading.submitAndWait(
  { type: 'market', symbol, qty: 10, side: 'buy', clientOrderId: 'node-first' },
  { timeoutMs: 30000, stream: updates },
);
check('submitAndWait', filled.status === 'filled' && Number(filled.filledQty) === 10, filled.status);
check('by client id', (await trading.orders.getOrderByClientOrderId({ clientOrderId: 'node-first' })).id === filled.id);
check('position', (await trading.positions.getOpenPosition({ symbolOrAssetId: symbol })).qty === '10');
const low = Math.round(price * 90) / 100;
const limit = await trading.orders.limit({ symbol, qty: 1, side: 'buy', limitPrice: low, timeInForce: 'gtc', clientOrderId: 'node-limit' });
await waitFor('the limit order', 20, async () => (await trading.orders.getOrderByOrderID({ orderId: limit.id })).status === 'new');
const changed = await trading.orders.patchOrderByOrderId({ orderId: limit.id, patchOrderRequest: { limitPrice: String(low - 1) } });
check('replace', changed.replaces === limit.id);
await refused('wash trade', 403, 40310000, () => trading.orders.market({ symbol, qty: 1, side: 'sell', clientOrderId: 'node-wash' }));
await refused('client id again', 422, 40010001, () => trading.orders.market({ symbol, qty: 1, side: 'buy', clientOrderId: 'node-first' }));
await trading.orders.deleteOrderByOrderID({ orderId: changed.id });
await waitFor('the cancel', 20, async () => (await trading.orders.getOrderByOrderID({ orderId: changed.id })).status === 'canceled');
const bracket = await trading.orders.bracket({
  symbol, qty: 2, side: 'buy', type: 'market', clientOrderId: 'node-bracket',
  takeProfit: { limitPrice: Math.round(price * 120) / 100 }, stopLoss: { stopPrice: Math.round(price * 80) / 100 },
});
check('bracket', bracket.legs.length === 2);
await trading.closeAllPositions({ cancelOrders: true });
await waitFor('flat', 20, async () => (await trading.positions.getAllOpenPositions()).length === 0);
const fills = [];
for await (const activity of trading.iterateActivities({ activityTypes: ['FILL'] })) fills.push(activity);
check('activities', fills.length >= 3, fills.length);
await waitFor('bars, trades and quotes', 30, () => seen.bar > 0 && seen.trade > 0 && seen.quote > 0);
await waitFor('order updates', 20, () => seen.update >= 3);
await waitFor('news', 75, () => seen.news > 0);
for (const stream of [stocks, news, updates]) stream.disconnect();
check('no stream errors', errors.length === 0, errors.join());
console.log(JSON.stringify({ ok: true, checks, seen }));
process.exit(0);
