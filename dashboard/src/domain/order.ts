import { z } from 'zod';

import { decimalText, instant, legSchema, sideSchema } from './values';

export const orderStatusSchema = z.enum([
  'queued', 'submitting', 'unknown', 'accepted', 'partially_filled', 'filled', 'canceled', 'expired', 'rejected',
]);
export type OrderStatus = z.infer<typeof orderStatusSchema>;

const kFinal: ReadonlySet<OrderStatus> = new Set(['filled', 'canceled', 'expired', 'rejected']);
export const isOpen = (status: OrderStatus): boolean => !kFinal.has(status);

export const orderSchema = z.object({
  id: z.string(),
  signal_id: z.string(),
  verdict_id: z.string(),
  symbol: z.string(),
  side: sideSchema,
  type: z.enum(['market', 'limit', 'stop']),
  leg: legSchema,
  time_in_force: z.enum(['day', 'gtc']),
  quantity: decimalText,
  limit_price: decimalText.nullable(),
  stop_price: decimalText.nullable(),
  time: instant,
  client_order_id: z.string(),
  broker_order_id: z.string(),
  status: orderStatusSchema,
  filled_quantity: decimalText,
  average_price: decimalText.nullable(),
  closed_at: instant.nullable(),
  attempts: z.number(),
  reason: z.string(),
});
export type Order = z.infer<typeof orderSchema>;
