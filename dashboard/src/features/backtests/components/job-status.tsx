import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import type { Backtest } from '@/domain/backtest';
import { formatShare } from '@/lib/numbers';

const kTones: Record<Backtest['status'], Tone> = {
  queued: 'neutral', running: 'accent', done: 'good', failed: 'bad', canceled: 'neutral',
};

export const JobStatus = ({ job }: { job: Backtest }) =>
  job.status === 'running' ? (
    <span className="progress">
      <progress max={1} value={job.progress} aria-label="Progress of the backtest" /> {formatShare(job.progress, 0)}
    </span>
  ) : (
    <Badge tone={kTones[job.status]}>{job.status}</Badge>
  );
