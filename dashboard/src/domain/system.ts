import { z } from 'zod';

import { instant } from './values';

export const systemSchema = z.object({
  world: z.string(),
  version: z.string(),
  commit: z.string(),
  simulated: z.boolean(),
  mode: z.object({ streams: z.string(), database: z.string(), broker: z.string() }),
  clock: z.object({ market: instant.nullable(), speed: z.number().nullable() }),
  services: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  streams: z.array(
    z.object({
      stream: z.string(),
      group: z.string(),
      pending: z.number().nullable(),
      unread: z.number().nullable(),
      length: z.number().nullable(),
    }),
  ),
  dead_letters: z.number(),
});
export type System = z.infer<typeof systemSchema>;

export const healthSchema = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});
export type Health = z.infer<typeof healthSchema>;

export const deadLetterSchema = z.object({
  /** The message's. */
  id: z.string(),
  stream: z.string(),
  error: z.string(),
  service: z.string(),
  deliveries: z.number(),
  at: instant,
  body: z.string(),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;
