import { z } from 'zod';

import { isTopic, kTopicSchemas } from './topics';
import type { LiveEvent, Topic } from './topics';

const frameSchema = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('subscribed'),
    topics: z.record(z.string(), z.object({ cursor: z.string(), resumed: z.boolean() })),
  }),
  z.object({ op: z.literal('unsubscribed'), topics: z.array(z.string()) }),
  z.object({ op: z.literal('event'), topic: z.string(), cursor: z.string(), data: z.unknown() }),
  z.object({ op: z.literal('pong'), time: z.string() }),
  z.object({ op: z.literal('error'), code: z.string(), detail: z.string() }),
]);

export type Frame =
  | { kind: 'subscribed'; topics: { topic: Topic; cursor: string; resumed: boolean }[] }
  | { kind: 'event'; cursor: string; event: LiveEvent }
  /** An event whose data is not as docs/api.md says: it can't be shown, but it has been received. */
  | { kind: 'unreadable'; topic: Topic; cursor: string; detail: string }
  | { kind: 'error'; detail: string }
  | { kind: 'other' };

/** One frame of the server, checked. Never throws. */
export function readFrame(text: string): Frame {
  const frame = frameSchema.safeParse(fromJson(text));
  if (!frame.success) return { kind: 'error', detail: 'a frame that docs/api.md does not know' };
  const { data } = frame;
  switch (data.op) {
    case 'subscribed':
      return {
        kind: 'subscribed',
        topics: Object.entries(data.topics).flatMap(([topic, at]) => (isTopic(topic) ? [{ topic, ...at }] : [])),
      };
    case 'event':
      return readEvent(data.topic, data.cursor, data.data);
    case 'error':
      return { kind: 'error', detail: data.detail };
    default:
      return { kind: 'other' };
  }
}

function readEvent(topic: string, cursor: string, data: unknown): Frame {
  if (!isTopic(topic)) return { kind: 'other' };
  const parsed = kTopicSchemas[topic].safeParse(data);
  if (parsed.success) return { kind: 'event', cursor, event: { topic, data: parsed.data } as LiveEvent };
  const [issue] = parsed.error.issues;
  return { kind: 'unreadable', topic, cursor, detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
