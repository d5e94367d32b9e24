import type { Topic } from './topics';

/** 4401 of docs/api.md: the session has ended; there is no use in trying again. */
export const kSessionEnded = 4401;

const kFirstWait = 500;
const kLongestWait = 15_000;

export type Status = 'connecting' | 'live' | 'waiting' | 'signed-out';

export interface Connection {
  status: Status;
  /** The last cursor of each topic: where to go on after a reconnect. */
  cursors: Partial<Record<Topic, string>>;
  /** Tries since the connection last stood. */
  failures: number;
  /** Events that could not be read. */
  unreadable: number;
}

export type ConnectionAction =
  | { type: 'connect' }
  | { type: 'subscribed'; topics: readonly { topic: Topic; cursor: string; resumed: boolean }[] }
  | { type: 'received'; topic: Topic; cursor: string }
  | { type: 'unreadable'; topic: Topic; cursor: string }
  | { type: 'closed'; code: number };

export const kNoConnection: Connection = { status: 'connecting', cursors: {}, failures: 0, unreadable: 0 };

/** What is known of the connection after something happened to it. */
export function reduceConnection(state: Connection, action: ConnectionAction): Connection {
  switch (action.type) {
    case 'connect':
      return { ...state, status: 'connecting' };
    case 'subscribed': {
      // A resumed topic keeps its own cursor: what was missed is still to come, each event with its cursor.
      const fresh = action.topics.filter(({ topic, resumed }) => !resumed || state.cursors[topic] === undefined);
      const cursors = { ...state.cursors, ...Object.fromEntries(fresh.map(({ topic, cursor }) => [topic, cursor])) };
      return { ...state, status: 'live', failures: 0, cursors };
    }
    case 'received':
      return { ...state, cursors: { ...state.cursors, [action.topic]: action.cursor } };
    case 'unreadable':
      return {
        ...state,
        cursors: { ...state.cursors, [action.topic]: action.cursor },
        unreadable: state.unreadable + 1,
      };
    case 'closed':
      if (action.code === kSessionEnded) return { ...state, status: 'signed-out' };
      return { ...state, status: 'waiting', failures: state.failures + 1 };
  }
}

/** Topics whose lists must be fetched anew: what happened to them before this subscription won't be sent. */
export const gapsOf = (topics: readonly { topic: Topic; resumed: boolean }[]): Topic[] =>
  topics.filter(({ resumed }) => !resumed).map(({ topic }) => topic);

/** Milliseconds until the next try: doubling, with jitter (random in [0, 1)) so that not all come at once. */
export function waitBefore(failures: number, random: number): number {
  const longest = Math.min(kLongestWait, kFirstWait * 2 ** Math.max(0, failures - 1));
  return Math.round(longest * (0.5 + random / 2));
}
