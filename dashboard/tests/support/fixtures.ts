// Answers shaped as docs/api.md says.

export const opinion = {
  strategy: 'momentum',
  direction: 'long',
  strength: 0.6,
  confidence: 0.8,
  weight: 0.35,
  contribution: 0.42,
  horizon_seconds: 3600,
  reason: 'SMA 10 above SMA 30 by 0.8 %',
};

export const verdict = {
  id: 'ver-1',
  signal_id: 'sig-1',
  time: '2014-06-06T14:00:00Z',
  approved: true,
  reason: '',
  quantity: '12',
  checks: [
    { name: 'kill_switch', passed: true, detail: 'active' },
    { name: 'daily_loss_limit', passed: true, detail: '0.1 % of 3 %' },
  ],
};

export const signal = {
  id: 'sig-1',
  symbol: 'AAPL',
  time: '2014-06-06T14:00:00Z',
  direction: 'long',
  strength: 0.36,
  combined: 0.36,
  opinions: [
    opinion,
    { ...opinion, strategy: 'mean_reversion', direction: 'short', contribution: -0.06, reason: 'RSI 14 at 71' },
  ],
  trigger: 'bar',
  trigger_id: 'bar-1',
  evidence: ['art-1'],
  reference_price: '92.42',
  volatility: 0.011,
  verdict,
};

export const order = {
  id: 'ord-1',
  signal_id: 'sig-1',
  verdict_id: 'ver-1',
  symbol: 'AAPL',
  side: 'buy',
  type: 'market',
  leg: 'entry',
  time_in_force: 'day',
  quantity: '12',
  limit_price: null,
  stop_price: null,
  time: '2014-06-06T14:00:00Z',
  client_order_id: 'tw-1',
  broker_order_id: '',
  status: 'accepted',
  filled_quantity: '0',
  average_price: null,
  closed_at: null,
  attempts: 1,
  reason: '',
};

export const trade = {
  id: 'fil-1',
  order_id: 'ord-1',
  signal_id: 'sig-1',
  symbol: 'AAPL',
  leg: 'entry',
  side: 'buy',
  quantity: '12',
  price: '92.1',
  reference_price: '92.08',
  commission: '0',
  fees: '0',
  slippage: '0.24',
  realized_pnl: '0',
  position: '12',
  time: '2014-06-06T14:01:00Z',
  bar_time: '2014-06-06T14:01:00Z',
  known_at: '2014-06-06T14:02:00Z',
  contributions: [{ strategy: 'momentum', value: 0.42 }],
};

export const outcome = {
  id: 'out-1',
  symbol: 'AAPL',
  direction: 'long',
  opening_signal: 'sig-1',
  opening_fill: 'fil-1',
  closing_fill: 'fil-2',
  opened: '2014-06-06T14:01:00Z',
  closed: '2014-06-06T15:01:00Z',
  quantity: '12',
  entry_price: '92.1',
  exit_price: '93',
  gross_pnl: '10.8',
  costs: '0.1',
  net_pnl: '10.7',
  credits: [{ strategy: 'momentum', value: '10.7' }],
};

export const score = {
  id: 'sco-1',
  article_id: 'art-1',
  symbol: 'AAPL',
  label: 'positive',
  score: 0.71,
  confidence: 0.82,
  probabilities: { positive: 0.82, negative: 0.11, neutral: 0.07 },
  engine: 'finbert',
  model: '3f9c01ab',
  note: '',
  scored: '2014-06-06T13:59:01Z',
  usable_from: '2014-06-06T13:59:01Z',
};

export const article = {
  id: 'art-1',
  source: 'rss:example',
  url: 'https://news.example/1',
  title: 'Apple raises its outlook',
  text: 'The company expects more.',
  author: '',
  symbols: ['AAPL'],
  published: '2014-06-06T13:59:00Z',
  received: '2014-06-06T13:59:00.25Z',
  story: 'art-1',
  scores: [score],
};

export const portfolio = {
  time: '2014-06-06T14:00:00Z',
  equity: '100123.45',
  cash: '90000',
  position_value: '10123.45',
  day_pnl: '23.45',
  source: 'ledger',
  initial_cash: '100000',
  total_pnl: '123.45',
  gross_exposure: 0.1011,
  net_exposure: -0.0511,
  positions: 1,
  open_orders: 6,
};

export const noPortfolio = {
  time: null,
  equity: null,
  cash: null,
  position_value: null,
  day_pnl: null,
  source: null,
  initial_cash: null,
  total_pnl: null,
  gross_exposure: null,
  net_exposure: null,
  positions: 0,
  open_orders: 0,
};

export const equityCurve = {
  points: [
    { time: '2014-06-06T13:30:00Z', equity: '100000', cash: '100000', position_value: '0', day_pnl: '0' },
    { time: '2014-06-06T14:00:00Z', equity: '100123.45', cash: '90000', position_value: '10123.45', day_pnl: '23.45' },
  ],
};

export const position = {
  symbol: 'AAPL',
  quantity: '12',
  average_price: '92.1',
  last_price: '92.42',
  market_value: '1109.04',
  unrealized_pnl: '3.84',
  realized_pnl: '-1.5',
  updated: '2014-06-06T14:00:00Z',
};

export const adjustment = {
  id: 'adj-1',
  time: '2014-06-06T15:02:00Z',
  closing_fill: 'fil-2',
  outcome: 'out-1',
  before: { momentum: 0.33, mean_reversion: 0.33 },
  after: { momentum: 0.35, mean_reversion: 0.31 },
  reward: { momentum: 0.4 },
  method: 'exp3',
  reason: 'AAPL closed with a profit',
};

export const strategies = {
  strategies: [
    { name: 'momentum', enabled: true, weight: 0.35, parameters: {} },
    { name: 'mean_reversion', enabled: false, weight: 0.31, parameters: {} },
  ],
  updated: null,
};

export const weights = {
  points: [
    { time: '2014-06-06T13:30:00Z', adjustment: 'adj-0', weights: { momentum: 0.33, mean_reversion: 0.33 } },
    { time: '2014-06-06T15:02:00Z', adjustment: 'adj-1', weights: { momentum: 0.35, mean_reversion: 0.31 } },
  ],
};

export const controls = {
  state: 'active',
  since: null,
  by: '',
  reason: '',
  open_orders: 2,
  positions: 1,
};

export const system = {
  world: 'live',
  version: '0.1.0',
  commit: 'abc1234',
  simulated: true,
  mode: { streams: 'embedded', database: 'sqlite', broker: 'simulated' },
  clock: { market: '2014-06-06T14:00:00Z', speed: 60 },
  services: [{ name: 'trade-executor', ok: true, detail: '' }],
  streams: [{ stream: 'news:raw', group: 'sentiment-analyzer', pending: 0, unread: 3, length: 120 }],
  dead_letters: 1,
};

export const deadLetter = {
  id: 'art-9',
  stream: 'news:raw',
  error: 'missing field title',
  service: 'sentiment-analyzer',
  deliveries: 5,
  at: '2014-06-06T14:00:00Z',
  body: '{"id":"art-9"}',
};

export const backtest = {
  id: 'run-1',
  status: 'running',
  progress: 0.4,
  created: '2014-06-07T10:00:00Z',
  started: '2014-06-07T10:00:01Z',
  finished: null,
  request: { symbols: ['AAPL'] },
  result: null,
  error: null,
};

export const finishedBacktest = {
  ...backtest,
  status: 'done',
  progress: 1,
  finished: '2014-06-07T10:01:00Z',
  result: {
    run_id: 'run-1',
    from: '2014-06-01T00:00:00Z',
    to: '2014-06-07T00:00:00Z',
    bars: 1950,
    articles: 12,
    signals: 40,
    orders: 22,
    trades: 20,
    initial_cash: '100000',
    final_equity: '100512.25',
    metrics: { total_return: 0.0051225, sharpe: null, max_drawdown_days: 2 },
    costs: { commission: '0', fees: '1.25', slippage: '3.5', borrow: '0' },
    data_hash: 'd0',
    decision_hash: 'd1',
    wall_seconds: 0.2,
  },
};

export const bars = {
  symbol: 'AAPL',
  timeframe: '1m',
  bars: [{ time: '2014-06-06T14:00:00Z', open: '92.1', high: '92.5', low: '92', close: '92.42', volume: 1200 }],
};

export const lineage = {
  id: 'fil-1',
  kind: 'trade',
  articles: [article],
  scores: [score],
  signals: [signal],
  verdicts: [verdict],
  orders: [order],
  trades: [trade],
  outcomes: [],
  adjustments: [],
};

export const session = { user: 'operator', role: 'admin', expires: '2014-06-13T14:00:00Z' };

export const pageOf = <T>(...items: T[]) => ({ items, next: null as string | null });
