import { CartesianGrid, Legend, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

import type { WeightHistory } from '@/domain/strategy';
import { formatNumber } from '@/lib/numbers';
import { formatInstant, formatShortInstant } from '@/lib/time';
import { humanize } from '@/lib/words';

const kColours = ['var(--series-1)', 'var(--series-2)', 'var(--series-3)', 'var(--series-4)'];
const kDashes = ['', '6 3', '2 3', '8 3 2 3'];

const strategiesOf = (points: WeightHistory['points']): string[] => [
  ...new Set(points.flatMap(({ weights }) => Object.keys(weights))),
];

const timeOf = ({ time }: { time: string }): number => Date.parse(time);
const fromMillis = (format: (instant: string) => string) => (at: unknown) => format(new Date(Number(at)).toISOString());

/** Each strategy's weight over time: it holds until it is changed, hence steps. */
export default function WeightsChart({ points }: WeightHistory) {
  return (
    <div className="chart" role="img" aria-label={`Weights over time of ${strategiesOf(points).map(humanize).join(', ')}`}>
      <ResponsiveContainer>
        <LineChart data={points} margin={{ top: 8, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey={timeOf}
            type="number"
            domain={['dataMin', 'dataMax']}
            tickFormatter={fromMillis(formatShortInstant)}
            minTickGap={40}
            stroke="var(--muted)"
            fontSize={12}
          />
          <YAxis
            width={36}
            domain={[0, 'auto']}
            tickFormatter={(weight: number) => formatNumber(weight)}
            stroke="var(--muted)"
            fontSize={12}
          />
          <Tooltip
            labelFormatter={fromMillis(formatInstant)}
            formatter={(value) => formatNumber(Number(value), 3)}
            contentStyle={{ background: 'var(--panel)', border: '1px solid var(--line)' }}
          />
          <Legend wrapperStyle={{ fontSize: 13 }} />
          {strategiesOf(points).map((name, at) => (
            <Line
              key={name}
              name={humanize(name)}
              dataKey={({ weights }: WeightHistory['points'][number]) => weights[name] ?? null}
              type="stepAfter"
              stroke={kColours[at % kColours.length] ?? 'var(--accent)'}
              strokeDasharray={kDashes[at % kDashes.length] ?? ''}
              strokeWidth={2}
              dot={false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}
