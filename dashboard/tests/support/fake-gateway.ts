import { vi } from 'vitest';

import * as fixtures from './fixtures';

interface Sent {
  method: string;
  path: string;
  body: unknown;
}

interface Reply {
  status: number;
  body: unknown;
}

type Handler = (sent: Sent) => Reply;

const ok = (body: unknown): Handler => () => ({ status: 200, body });

export const problem = (status: number, code: string, detail: string, hint = ''): Reply => ({
  status,
  body: { type: 'about:blank', title: 'Problem', status, code, detail, hint, instance: '' },
});

/** Stands in for the gateway in tests: answers `fetch` and plays the server of the WebSocket. */
export class FakeGateway {
  readonly requests: Sent[] = [];
  readonly sockets: FakeSocket[] = [];
  private readonly routes = new Map<string, Handler>();

  constructor() {
    this.on('GET /api/auth/session', ok(fixtures.session));
    this.on('GET /api/system', ok(fixtures.system));
    this.on('GET /api/controls', ok(fixtures.controls));
    this.on('GET /api/portfolio', ok(fixtures.portfolio));
    this.on('GET /api/portfolio/history', ok({ points: [] }));
    this.on('GET /api/strategies', ok(fixtures.strategies));
    this.on('GET /api/strategies/weights', ok({ points: [] }));
    this.on('GET /api/symbols', ok(fixtures.pageOf('AAPL')));
    for (const list of ['positions', 'signals', 'orders', 'trades', 'outcomes', 'news', 'backtest', 'dead-letters']) {
      this.on(`GET /api/${list}`, ok(fixtures.pageOf()));
    }
    this.on('GET /api/strategies/adjustments', ok(fixtures.pageOf()));
  }

  on(route: string, handler: Handler): this {
    this.routes.set(route, handler);
    return this;
  }

  answer(route: string, body: unknown): this {
    return this.on(route, ok(body));
  }

  install(): this {
    vi.stubGlobal('fetch', (path: string, init: RequestInit = {}) => Promise.resolve(this.reply(path, init)));
    const { sockets } = this;
    vi.stubGlobal(
      'WebSocket',
      class extends FakeSocket {
        constructor(url: string) {
          super(url);
          sockets.push(this);
        }
      },
    );
    return this;
  }

  sent(route: string): Sent[] {
    return this.requests.filter(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}` === route);
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no WebSocket has been opened');
    return socket;
  }

  private reply(path: string, init: RequestInit): Response {
    const method = init.method ?? 'GET';
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null;
    const sent = { method, path, body };
    this.requests.push(sent);
    const route = `${method} ${path.split('?')[0] ?? ''}`;
    const { status, body: answer } = this.routes.get(route)?.(sent) ?? problem(404, 'not-found', `no ${route}`);
    return new Response(status === 204 ? null : JSON.stringify(answer), { status });
  }
}

export class FakeSocket {
  readyState = 0;
  readonly sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  private cursor = 0;

  constructor(readonly url: string) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  /** The server takes the connection and every topic of the subscription. */
  accept(topics: readonly string[], resumed = false): void {
    this.readyState = 1;
    this.onopen?.();
    const states = topics.map((topic) => [topic, { cursor: `e.${String(this.cursor)}`, resumed }]);
    this.say({ op: 'subscribed', topics: Object.fromEntries(states) as unknown });
  }

  event(topic: string, data: unknown): void {
    this.cursor += 1;
    this.say({ op: 'event', topic, cursor: `e.${String(this.cursor)}`, data });
  }

  say(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}
