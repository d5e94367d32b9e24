import { expect, it } from 'vitest';

import { readFrame } from '@/live/frames';

import { order } from '../support/fixtures';

const read = (frame: unknown) => readFrame(JSON.stringify(frame));

it('reads an event with its data checked', () => {
  expect(read({ op: 'event', topic: 'orders', cursor: 'e.1', data: order })).toMatchObject({
    kind: 'event',
    cursor: 'e.1',
    event: { topic: 'orders', data: { id: 'ord-1' } },
  });
});

it('reports an event whose data is not as promised, with its cursor', () => {
  const frame = read({ op: 'event', topic: 'orders', cursor: 'e.1', data: { ...order, quantity: 12 } });
  expect(frame).toMatchObject({ kind: 'unreadable', topic: 'orders', cursor: 'e.1' });
  expect(frame).toHaveProperty('detail', expect.stringContaining('quantity'));
});

it('passes over topics that it does not know', () => {
  expect(read({ op: 'event', topic: 'weather', cursor: 'e.1', data: {} })).toEqual({ kind: 'other' });
  const topics = { orders: { cursor: 'e.1', resumed: true }, weather: { cursor: 'e.1', resumed: true } };
  expect(read({ op: 'subscribed', topics })).toEqual({
    kind: 'subscribed',
    topics: [{ topic: 'orders', cursor: 'e.1', resumed: true }],
  });
});

it('never throws', () => {
  expect(readFrame('{')).toMatchObject({ kind: 'error' });
  expect(read({ op: 'surprise' })).toMatchObject({ kind: 'error' });
  expect(read({ op: 'error', code: 'invalid-argument', detail: 'no such topic' })).toEqual({
    kind: 'error',
    detail: 'no such topic',
  });
});
