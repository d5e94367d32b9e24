import { isOpen, orderSchema } from '@/domain/order';
import { liveList } from '@/live/live-list';

export const orders = liveList({
  topic: 'orders',
  path: '/api/orders',
  schema: orderSchema,
  timeOf: ({ time }) => time,
  matches: (order, { symbol, status }) =>
    (!symbol || order.symbol === symbol) &&
    (!status || (status === 'open' ? isOpen(order.status) : order.status === status)),
});
