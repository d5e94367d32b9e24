import { beforeEach, describe, expect, it, vi } from 'vitest';

import { LiveClient } from '@/live/client';
import type { LiveEvent, Topic } from '@/live/topics';

import { FakeSocket } from '../support/fake-gateway';
import { order } from '../support/fixtures';

const sockets: FakeSocket[] = [];
const delivered: LiveEvent[][] = [];
const gaps: Topic[][] = [];
let signedOut = 0;

const start = () => {
  const client = new LiveClient(
    'ws://test/ws',
    {
      onEvents: (events) => delivered.push(events),
      onGap: (topics) => gaps.push(topics),
      onSignedOut: () => {
        signedOut += 1;
      },
    },
    (url) => {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    () => 1,
  );
  client.start();
  return client;
};

const socket = (): FakeSocket => {
  const last = sockets.at(-1);
  if (!last) throw new Error('no socket was opened');
  return last;
};

beforeEach(() => {
  vi.useFakeTimers();
  sockets.length = delivered.length = gaps.length = signedOut = 0;
});

describe('the live client', () => {
  it('subscribes when the socket opens, and has everything fetched that came before', () => {
    const client = start();
    socket().accept(['orders', 'news']);
    expect(socket().sent[0]).toMatchObject({ op: 'subscribe', since: {} });
    expect(client.snapshot().status).toBe('live');
    expect(gaps).toEqual([['orders', 'news']]);
  });

  it('hands on events together, in order', () => {
    start();
    socket().accept(['orders']);
    socket().event('orders', order);
    socket().event('orders', { ...order, status: 'filled' });
    expect(delivered).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(delivered.map((events) => events.length)).toEqual([2]);
  });

  it('goes on from its cursors after the connection was lost', () => {
    const client = start();
    socket().accept(['orders']);
    socket().event('orders', order);
    socket().drop();
    expect(client.snapshot().status).toBe('waiting');
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(2);
    gaps.length = 0;
    socket().accept(['orders'], true);
    expect(socket().sent[0]).toMatchObject({ since: { orders: 'e.1' } });
    expect(gaps).toEqual([]);
  });

  it('pings, and takes long silence for a lost connection', () => {
    const client = start();
    socket().accept(['orders']);
    vi.advanceTimersByTime(15_000);
    expect(socket().sent.at(-1)).toEqual({ op: 'ping' });
    socket().say({ op: 'pong', time: '2014-06-06T14:00:00Z' });
    vi.advanceTimersByTime(30_000);
    expect(client.snapshot().status).toBe('live');
    vi.advanceTimersByTime(15_000);
    expect(client.snapshot().status).toBe('waiting');
  });

  it('survives what it cannot read, and says how much that was', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const client = start();
    socket().accept(['orders']);
    socket().event('orders', { id: 'half an order' });
    socket().say('nonsense');
    socket().event('orders', order);
    vi.advanceTimersByTime(100);
    expect(client.snapshot().unreadable).toBe(1);
    expect(delivered.flat()).toHaveLength(1);
  });

  it('stays away once the session has ended', () => {
    start();
    socket().accept(['orders']);
    socket().drop(4401);
    vi.advanceTimersByTime(60_000);
    expect(signedOut).toBe(1);
    expect(sockets).toHaveLength(1);
  });

  it('opens nothing after it was stopped', () => {
    const client = start();
    socket().drop();
    client.stop();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });
});
