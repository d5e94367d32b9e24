import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { ExportLinks } from '@/components/ui/export-links';
import { Panel } from '@/components/ui/panel';
import { Failure, QueryView } from '@/components/ui/states';
import { Instant } from '@/components/ui/values';
import type { DeadLetter } from '@/domain/system';
import { plural } from '@/lib/words';

import { deadLettersKey, deadLettersQuery, dropDeadLetter, retryDeadLetter } from '../api/dead-letters';

function Letter({ letter }: { letter: DeadLetter }) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: deadLettersKey });
  const retry = useMutation({ mutationFn: () => retryDeadLetter(letter.id), onSettled });
  const drop = useMutation({ mutationFn: () => dropDeadLetter(letter.id), onSettled });
  const busy = retry.isPending || drop.isPending;
  const error = retry.error ?? drop.error;
  return (
    <li className="letter">
      <p>
        <strong>{letter.stream}</strong> → {letter.service}: {letter.error}
      </p>
      <p className="muted small">
        <Instant value={letter.at} long /> · {plural(letter.deliveries, 'delivery', 'deliveries')} · {letter.id}
      </p>
      <details>
        <summary>Message</summary>
        <pre>{letter.body}</pre>
      </details>
      {error && <Failure error={error} />}
      <div className="buttons">
        <button type="button" disabled={busy} onClick={() => { retry.mutate(); }}>
          Try again
        </button>
        <button type="button" className="danger" disabled={busy} onClick={() => { drop.mutate(); }}>
          Drop
        </button>
      </div>
    </li>
  );
}

export const DeadLettersPanel = () => (
  <Panel title="Dead letters" actions={<ExportLinks path="/api/dead-letters" />}>
    <QueryView query={useQuery(deadLettersQuery())} isEmpty={(rows) => rows.length === 0} empty="None: every message could be dealt with.">
      {(rows) => (
        <ul className="letters" aria-label="Dead letters">
          {rows.map((letter) => (
            <Letter key={letter.id} letter={letter} />
          ))}
        </ul>
      )}
    </QueryView>
  </Panel>
);
