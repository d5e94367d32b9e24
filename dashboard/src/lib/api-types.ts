// Made from openapi.json by tools/api-types.mjs; do not edit.

export interface Health {
  ok: boolean;
  checks: unknown[];
}

export interface Session {
  user: string;
  role: string;
  by: string;
  expires: string;
  verified: string | null;
}

export interface Exchange {
  token: string;
}

export interface Portfolio {
  time: string | null;
  equity: string | null;
  cash: string | null;
  position_value: string | null;
  day_pnl: string | null;
  source: string | null;
  initial_cash: string | null;
  total_pnl: string | null;
  gross_exposure: number | null;
  net_exposure: number | null;
  positions: number;
  open_orders: number;
}

export interface EquityCurve {
  points: EquityPoint[];
}

export interface EquityPoint {
  time: string;
  equity: string;
  cash: string;
  position_value: string;
  day_pnl: string;
}

export interface Position {
  symbol: string;
  quantity: string;
  average_price: string;
  last_price: string;
  market_value: string | null;
  unrealized_pnl: string | null;
  realized_pnl: string;
  updated: string;
}

export interface Opinion {
  strategy: string;
  direction: string;
  strength: number;
  confidence: number;
  weight: number;
  contribution: number;
  horizon_seconds: number;
  reason: string;
}

export interface Check {
  name: string;
  passed: boolean;
  detail: string;
}

export interface Verdict {
  id: string;
  signal_id: string;
  time: string;
  approved: boolean;
  reason: string;
  quantity: string;
  checks: Check[];
}

export interface Signal {
  id: string;
  symbol: string;
  time: string;
  direction: string;
  strength: number;
  combined: number;
  opinions: Opinion[];
  trigger: string;
  trigger_id: string;
  evidence: unknown[];
  reference_price: string | null;
  volatility: number | null;
  verdict: Record<string, unknown> | null;
}

export interface Order {
  id: string;
  signal_id: string;
  verdict_id: string;
  symbol: string;
  side: string;
  type: string;
  leg: string;
  time_in_force: string;
  quantity: string;
  limit_price: string | null;
  stop_price: string | null;
  time: string;
  client_order_id: string;
  broker_order_id: string;
  status: string;
  filled_quantity: string;
  average_price: string | null;
  closed_at: string | null;
  attempts: number;
  reason: string;
}

export interface Trade {
  id: string;
  order_id: string;
  signal_id: string;
  symbol: string;
  leg: string;
  side: string;
  quantity: string;
  price: string;
  reference_price: string;
  commission: string;
  fees: string;
  slippage: string;
  realized_pnl: string;
  position: string;
  time: string;
  bar_time: string;
  known_at: string;
  contributions: unknown[];
}

export interface Outcome {
  id: string;
  symbol: string;
  direction: string;
  opening_signal: string;
  opening_fill: string;
  closing_fill: string;
  opened: string;
  closed: string;
  quantity: string;
  entry_price: string;
  exit_price: string;
  gross_pnl: string;
  costs: string;
  net_pnl: string;
  credits: unknown[];
}

export interface Score {
  id: string;
  article_id: string;
  symbol: string;
  label: string;
  score: number;
  confidence: number;
  probabilities: Record<string, unknown>;
  engine: string;
  model: string;
  note: string;
  scored: string;
  usable_from: string;
}

export interface Article {
  id: string;
  source: string;
  url: string;
  title: string;
  text: string;
  author: string;
  symbols: unknown[];
  published: string;
  received: string;
  story: string;
  scores: Score[];
  versions?: unknown[] | null;
  details?: Record<string, unknown> | null;
}

export interface Source {
  name: string;
  ok: boolean;
  polls: number;
  fetched: number;
  new: number;
  duplicate: number;
  failed: number;
  failures_in_row: number;
  age_seconds: number | null;
  last_poll: string;
  last_success: string | null;
  last_article: string | null;
  next_poll: string | null;
  retired: boolean;
  error: string;
  hint: string;
}

export interface Bar {
  time: string;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: number;
}

export interface Bars {
  symbol: string;
  timeframe: string;
  bars: Bar[];
}

export interface Symbols {
  items: unknown[];
}

export interface Strategy {
  name: string;
  enabled: boolean;
  weight: number;
  parameters: Record<string, unknown>;
}

export interface Strategies {
  strategies: Strategy[];
  updated: string | null;
}

export interface WeightPoint {
  time: string;
  adjustment: string;
  weights: Record<string, unknown>;
}

export interface WeightCurve {
  points: WeightPoint[];
}

export interface Adjustment {
  id: string;
  time: string;
  closing_fill: string;
  outcome: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  reward: Record<string, unknown>;
  method: string;
  reason: string;
}

export interface Explanation {
  id: string;
  kind: string;
  articles: Article[];
  scores: Score[];
  signals: Signal[];
  verdicts: Verdict[];
  orders: Order[];
  trades: Trade[];
  outcomes: Outcome[];
  adjustments: Adjustment[];
}

export interface Controls {
  state: string;
  since: string | null;
  by: string;
  reason: string;
  open_orders: number;
  positions: number;
}

export interface CommandRequest {
  action: string;
  target?: string;
  reason?: string;
}

export interface Command {
  id: string;
  action: string;
  target: string;
  status: string;
  detail: string | null;
  time: string | null;
}

export interface BacktestRequest {
  from?: string | null;
  to?: string | null;
  cash?: string | null;
  symbols?: unknown[];
  data?: string;
  settings?: Record<string, unknown>;
}

export interface Backtest {
  id: string;
  status: string;
  progress: number;
  created: string;
  started: string | null;
  finished: string | null;
  request: Record<string, unknown>;
  result: Record<string, unknown> | null;
  error: Record<string, unknown> | null;
}

export interface Delivery {
  channel: string;
  status: string;
  attempts: number;
  next_attempt: string | null;
  delivered: string | null;
  error: string;
}

export interface Notice {
  id: string;
  kind: string;
  time: string;
  title: string;
  detail: string;
  deliveries: Delivery[];
}

export interface NoticeEvent {
  kind: string;
  webhook: boolean;
  email: boolean;
}

export interface NoticeSettings {
  webhook: Record<string, unknown>;
  email: Record<string, unknown>;
  events: NoticeEvent[];
}

export interface NoticeRule {
  kind: string;
  webhook?: boolean | null;
  email?: boolean | null;
}

export interface NoticeChannel {
  channel: string;
}

export interface NoticeTest {
  channel: string;
  ok: boolean;
  detail: string;
  hint: string;
}

export interface Setting {
  key: string;
  type: string;
  value: string;
  configured: string;
  default: string;
  changeable: boolean;
  description: string;
}

export interface Settings {
  version: number;
  hash: string;
  settings: Setting[];
}

export interface SettingsChange {
  changes: Record<string, unknown>;
  reason?: string;
  version?: number | null;
}

export interface StrategyChange {
  parameters: Record<string, unknown>;
  reason?: string;
  version?: number | null;
}

export interface ChangedSetting {
  key: string;
  before: string;
  after: string;
}

export interface SettingsVersion {
  version: number;
  time: string;
  by: string;
  status: string;
  detail: string;
  changes: ChangedSetting[];
}

export type Nothing = Record<string, never>;

export interface DeadLetter {
  id: string;
  stream: string;
  error: string;
  service: string;
  deliveries: number;
  at: string;
  body: string;
}

export interface Group {
  stream: string;
  group: string;
  pending: number;
  unread: number;
  length: number;
}

export interface System {
  world: string;
  version: string;
  commit: string;
  simulated: boolean;
  mode: Record<string, unknown>;
  clock: Record<string, unknown>;
  services: unknown[];
  streams: Group[];
  dead_letters: number;
}

export interface RecoveryCode {
  code: string;
}

export interface SignUp {
  token?: string;
  name?: string;
}

export interface Ceremony {
  label?: string;
  credential: Record<string, unknown>;
}

export interface CreationOptions {
  rp: Record<string, unknown>;
  user: Record<string, unknown>;
  challenge: string;
  pubKeyCredParams: unknown[];
  timeout: number;
  excludeCredentials: unknown[];
  authenticatorSelection: Record<string, unknown>;
  attestation: string;
  extensions: Record<string, unknown>;
}

export interface RequestOptions {
  challenge: string;
  timeout: number;
  rpId: string;
  allowCredentials: unknown[];
  userVerification: string;
}

export interface NewPasskey {
  user: string;
  passkey: string;
  label: string;
  recovery_codes: unknown[];
}

export interface Passkey {
  id: string;
  label: string;
  created: string;
  last_used: string | null;
  synced: boolean;
  aaguid: string;
}

export interface Passkeys {
  items: Passkey[];
  recovery_codes: number;
  next: string | null;
}

export interface OpenSession {
  id: string;
  current: boolean;
  last_seen: string;
  expires: string;
  address: string;
  user_agent: string;
}

export interface ApiKey {
  id: string;
  name: string;
  scope: string;
  created: string;
  last_used: string | null;
}

export interface KeyRequest {
  name: string;
  scope: string;
}

export interface NewKey {
  id: string;
  key: string;
}

export interface RecoveryCodes {
  recovery_codes: unknown[];
}

export interface User {
  id: string;
  name: string;
  role: string;
  disabled: boolean;
  created: string;
  passkeys: number;
  last_used: string | null;
}

export interface Invitation {
  name: string;
  role: string;
}

export interface UserChange {
  role?: string;
  disabled?: boolean;
}

export interface OneTimeLink {
  link: string;
}

export interface AuditEntry {
  number: number;
  time: string;
  actor: string;
  action: string;
  subject: string;
  detail: string;
}

export interface AuditChain {
  ok: boolean;
  rows: number;
  broken: number | null;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  hint: string;
  instance: string;
}

export interface Document {
  openapi: string;
}
