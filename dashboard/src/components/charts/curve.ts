import { toCoordinate } from '@/lib/decimal';
import { toSeconds } from '@/lib/time';

export interface Drawn {
  time: number;
  value: number;
}

/** Points for a chart that takes one value a second: of several in a second the last one stands. */
export function toCurve(points: readonly { time: string; equity: string }[]): Drawn[] {
  const drawn: Drawn[] = [];
  for (const { time, equity } of points) {
    const point = { time: toSeconds(time), value: toCoordinate(equity) };
    const last = drawn.at(-1);
    if (last && point.time < last.time) continue;
    if (last?.time === point.time) drawn.pop();
    drawn.push(point);
  }
  return drawn;
}
