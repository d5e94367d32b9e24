import { gapsOf, kNoConnection, reduceConnection, waitBefore } from './connection';
import type { Connection, ConnectionAction } from './connection';
import { readFrame } from './frames';
import { kTopics } from './topics';
import type { LiveEvent, Topic } from './topics';

const kPingEvery = 15_000;
const kSilenceEnds = 40_000;
const kDeliverEvery = 100;
const kMostWaiting = 2_000;

export interface Listeners {
  /** What came in since the last call, in order. */
  onEvents: (events: LiveEvent[]) => void;
  /** Events of these topics may have been missed: fetch anew. */
  onGap: (topics: Topic[]) => void;
  onSignedOut: () => void;
}

/** The one WebSocket: subscribes, goes on from the last cursors, tries again, and notices silence. */
export class LiveClient {
  private connection: Connection = kNoConnection;
  private socket: WebSocket | null = null;
  private waiting: LiveEvent[] = [];
  private lastHeard = 0;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private delivery: ReturnType<typeof setTimeout> | null = null;
  private heartbeat: ReturnType<typeof setInterval> | null = null;
  private readonly watchers = new Set<() => void>();

  constructor(
    private readonly url: string,
    private readonly listeners: Listeners,
    private readonly open: (url: string) => WebSocket = (at) => new WebSocket(at),
    private readonly random: () => number = Math.random,
  ) {}

  start(): void {
    if (this.socket) return;
    this.dispatch({ type: 'connect' });
    const socket = this.open(this.url);
    this.socket = socket;
    this.lastHeard = Date.now();
    socket.onopen = () => {
      this.subscribe();
    };
    socket.onmessage = ({ data }) => {
      if (this.socket === socket && typeof data === 'string') this.receive(data);
    };
    socket.onclose = ({ code }) => {
      if (this.socket === socket) this.closed(code);
    };
    this.heartbeat = setInterval(() => {
      this.beat();
    }, kPingEvery);
  }

  stop(): void {
    this.letGo();
    if (this.retry) clearTimeout(this.retry);
    if (this.delivery) clearTimeout(this.delivery);
    this.retry = this.delivery = null;
  }

  /** For useSyncExternalStore. */
  readonly snapshot = (): Connection => this.connection;
  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  private dispatch(action: ConnectionAction): void {
    const before = this.connection;
    this.connection = reduceConnection(before, action);
    const shown = before.status !== this.connection.status || before.unreadable !== this.connection.unreadable;
    if (shown) for (const watcher of this.watchers) watcher();
  }

  private subscribe(): void {
    this.send({ op: 'subscribe', topics: kTopics, since: this.connection.cursors });
  }

  private send(message: unknown): void {
    this.socket?.send(JSON.stringify(message));
  }

  private receive(text: string): void {
    this.lastHeard = Date.now();
    const frame = readFrame(text);
    switch (frame.kind) {
      case 'subscribed': {
        this.dispatch({ type: 'subscribed', topics: frame.topics });
        const gaps = gapsOf(frame.topics);
        if (gaps.length > 0) this.listeners.onGap(gaps);
        break;
      }
      case 'event':
        this.dispatch({ type: 'received', topic: frame.event.topic, cursor: frame.cursor });
        this.enqueue(frame.event);
        break;
      case 'unreadable':
        console.warn(`live update of ${frame.topic} not understood: ${frame.detail}`);
        this.dispatch({ type: 'unreadable', topic: frame.topic, cursor: frame.cursor });
        break;
      case 'error':
        console.warn(`live updates: ${frame.detail}`);
        break;
      case 'other':
        break;
    }
  }

  /** Events are handed on a few times a second, however fast they come. */
  private enqueue(event: LiveEvent): void {
    this.waiting.push(event);
    if (this.waiting.length >= kMostWaiting) this.deliver();
    else this.delivery ??= setTimeout(() => {
      this.deliver();
    }, kDeliverEvery);
  }

  private deliver(): void {
    if (this.delivery) clearTimeout(this.delivery);
    this.delivery = null;
    const events = this.waiting;
    this.waiting = [];
    if (events.length > 0) this.listeners.onEvents(events);
  }

  private beat(): void {
    if (Date.now() - this.lastHeard >= kSilenceEnds) this.closed(1006);
    else if (this.socket?.readyState === 1) this.send({ op: 'ping' });
  }

  private closed(code: number): void {
    this.letGo();
    this.dispatch({ type: 'closed', code });
    if (this.connection.status === 'signed-out') {
      this.listeners.onSignedOut();
      return;
    }
    this.retry = setTimeout(() => {
      this.start();
    }, waitBefore(this.connection.failures, this.random()));
  }

  private letGo(): void {
    if (this.heartbeat) clearInterval(this.heartbeat);
    this.heartbeat = null;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}
