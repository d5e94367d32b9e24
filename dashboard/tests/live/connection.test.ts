import { describe, expect, it } from 'vitest';

import { gapsOf, kNoConnection, kSessionEnded, reduceConnection, waitBefore } from '@/live/connection';
import type { ConnectionAction } from '@/live/connection';

const after = (...actions: ConnectionAction[]) => actions.reduce(reduceConnection, kNoConnection);

const subscribed = (resumed: boolean, cursor = 'e.9'): ConnectionAction => ({
  type: 'subscribed',
  topics: [{ topic: 'orders', cursor, resumed }],
});

describe('the state of the connection', () => {
  it('is live once subscribed, with the cursor to go on from', () => {
    expect(after({ type: 'connect' }, subscribed(false))).toMatchObject({ status: 'live', cursors: { orders: 'e.9' } });
  });

  it('moves the cursor with each event, also one that could not be read', () => {
    const state = after(
      subscribed(false),
      { type: 'received', topic: 'orders', cursor: 'e.10' },
      { type: 'unreadable', topic: 'orders', cursor: 'e.11' },
    );
    expect(state.cursors.orders).toBe('e.11');
    expect(state.unreadable).toBe(1);
  });

  it('keeps its own cursor when resumed: the missed events are still to come', () => {
    const state = after(
      subscribed(false, 'e.1'),
      { type: 'closed', code: 1006 },
      { type: 'connect' },
      subscribed(true, 'e.5'),
    );
    expect(state.cursors.orders).toBe('e.1');
  });

  it('takes the new cursor where the gap could not be filled', () => {
    const state = after(subscribed(false, 'e.1'), { type: 'closed', code: 1006 }, subscribed(false, 'f.0'));
    expect(state.cursors.orders).toBe('f.0');
  });

  it('counts failures until it stands again', () => {
    const failed = after({ type: 'closed', code: 1006 }, { type: 'connect' }, { type: 'closed', code: 1006 });
    expect(failed).toMatchObject({ status: 'waiting', failures: 2 });
    expect(reduceConnection(failed, subscribed(false)).failures).toBe(0);
  });

  it('does not try again once the session has ended', () => {
    expect(after({ type: 'closed', code: kSessionEnded }).status).toBe('signed-out');
  });
});

it('names the topics that must be fetched anew', () => {
  expect(
    gapsOf([
      { topic: 'orders', resumed: true },
      { topic: 'news', resumed: false },
    ]),
  ).toEqual(['news']);
});

it('waits longer after each failure, up to a limit, never all at the same moment', () => {
  expect([1, 2, 3, 20].map((failures) => waitBefore(failures, 1))).toEqual([500, 1000, 2000, 15_000]);
  expect(waitBefore(1, 0)).toBe(250);
});
