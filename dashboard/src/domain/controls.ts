import { z } from 'zod';

import { instant } from './values';

export const controlStateSchema = z.enum(['active', 'reduce_only', 'halted', 'killed']);
export type ControlState = z.infer<typeof controlStateSchema>;

export const controlsSchema = z.object({
  state: controlStateSchema,
  since: instant.nullable(),
  by: z.string(),
  reason: z.string(),
  open_orders: z.number().nullable(),
  positions: z.number().nullable(),
});
export type Controls = z.infer<typeof controlsSchema>;

export const kActions = [
  'pause', 'resume', 'kill', 'unkill', 'flatten', 'close', 'cancel', 'cancel-all', 'undo-adjustment',
] as const;
export type Action = (typeof kActions)[number];

export interface Instruction {
  action: Action;
  target: string;
  reason: string;
}

export const commandSchema = z.object({
  id: z.string(),
  action: z.string(),
  target: z.string(),
  status: z.enum(['pending', 'done', 'refused']),
  detail: z.string().nullable(),
  time: instant.nullable(),
});
export type Command = z.infer<typeof commandSchema>;
