import { z } from 'zod';

/** Money, prices, quantities: stay text (lib/decimal formats them). */
export const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/, 'expected a decimal as text');

/** RFC 3339 in UTC. */
export const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'expected an instant in UTC');

export const directionSchema = z.enum(['long', 'short', 'flat']);
export type Direction = z.infer<typeof directionSchema>;

export const sideSchema = z.enum(['buy', 'sell']);
export type Side = z.infer<typeof sideSchema>;

export const legSchema = z.enum(['entry', 'exit', 'stop', 'target', 'time']);
export type Leg = z.infer<typeof legSchema>;

export const weightsSchema = z.record(z.string(), z.number());
export type Weights = z.infer<typeof weightsSchema>;

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });
