import type { LiveEvent, Topic, TopicData } from './topics';
import { eventsOf } from './topics';

const kKept = 500;

/**
 * The last live events. An answer that was asked for before an event came may not know of it: whoever puts such an
 * answer in the cache applies the events since it was asked for.
 */
export class RecentEvents {
  private events: LiveEvent[] = [];
  private first = 0;

  push(events: readonly LiveEvent[]): void {
    this.events.push(...events);
    const surplus = this.events.length - kKept;
    if (surplus <= 0) return;
    this.events = this.events.slice(surplus);
    this.first += surplus;
  }

  /** Where things stand now, for `since`. */
  mark(): number {
    return this.first + this.events.length;
  }

  since<T extends Topic>(mark: number, topic: T): TopicData<T>[] {
    return eventsOf(this.events.slice(Math.max(0, mark - this.first)), topic);
  }
}

export const recentEvents = new RecentEvents();
