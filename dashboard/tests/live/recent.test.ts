import { expect, it } from 'vitest';

import { orderSchema } from '@/domain/order';
import { RecentEvents } from '@/live/recent';

import { order } from '../support/fixtures';

const event = (id: number) => ({ topic: 'orders' as const, data: orderSchema.parse({ ...order, id: `ord-${String(id)}` }) });

it('gives what came since a mark, of one topic', () => {
  const recent = new RecentEvents();
  recent.push([event(1)]);
  const mark = recent.mark();
  recent.push([event(2), event(3)]);
  expect(recent.since(mark, 'orders').map(({ id }) => id)).toEqual(['ord-2', 'ord-3']);
  expect(recent.since(mark, 'news')).toEqual([]);
});

it('keeps a bounded number, and marks stay true', () => {
  const recent = new RecentEvents();
  recent.push(Array.from({ length: 2_000 }, (_, at) => event(at)));
  const mark = recent.mark();
  recent.push([event(5_000)]);
  expect(recent.since(mark, 'orders').map(({ id }) => id)).toEqual(['ord-5000']);
  expect(recent.since(0, 'orders')).toHaveLength(500);
});
