import { useQuery } from '@tanstack/react-query';

import { Badge } from '@/components/ui/badge';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import type { Column } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { System } from '@/domain/system';
import { formatCount } from '@/lib/numbers';
import { capitalize } from '@/lib/words';
import { useConnection } from '@/live/use-connection';

import { systemQuery } from '../api/get-system';

const kServiceColumns: Column<System['services'][number]>[] = [
  { title: 'Service', cell: ({ name }) => <strong>{name}</strong> },
  { title: 'State', cell: ({ ok }) => <Badge tone={ok ? 'good' : 'bad'}>{ok ? 'ready' : 'not ready'}</Badge> },
  { title: 'Detail', cell: ({ detail }) => detail },
];

const Count = ({ value }: { value: number | null }) => (value === null ? <Unknown /> : <>{formatCount(value)}</>);

const kStreamColumns: Column<System['streams'][number]>[] = [
  { title: 'Stream', cell: ({ stream }) => <strong>{stream}</strong> },
  { title: 'Group', cell: ({ group }) => group },
  { title: 'Unread', numeric: true, cell: ({ unread }) => <Count value={unread} /> },
  { title: 'Pending', numeric: true, cell: ({ pending }) => <Count value={pending} /> },
  { title: 'Length', numeric: true, minor: true, cell: ({ length }) => <Count value={length} /> },
];

export const ServicesPanel = () => (
  <Panel title="Services">
    <QueryView query={useQuery(systemQuery())} isEmpty={({ services }) => services.length === 0}>
      {({ services }) => (
        <Table label="Services" columns={kServiceColumns} rows={services} keyOf={({ name }) => name} />
      )}
    </QueryView>
  </Panel>
);

export const LagPanel = () => (
  <Panel title="Lag of the streams">
    <QueryView query={useQuery(systemQuery())} isEmpty={({ streams }) => streams.length === 0} empty="No groups yet.">
      {({ streams }) => (
        <Table
          label="Streams"
          columns={kStreamColumns}
          rows={streams}
          keyOf={({ stream, group }) => `${stream} ${group}`}
        />
      )}
    </QueryView>
  </Panel>
);

const LiveState = () => {
  const { status, unreadable } = useConnection();
  return (
    <>
      {status}
      {unreadable > 0 && `, ${formatCount(unreadable)} updates not understood`}
    </>
  );
};

export const AboutPanel = () => (
  <Panel title="This system">
    <QueryView query={useQuery(systemQuery())}>
      {({ world, version, commit, mode }) => (
        <dl className="facts">
          <dt>World</dt>
          <dd>{world}</dd>
          <dt>Version</dt>
          <dd>
            {version} {commit && <code>{commit}</code>}
          </dd>
          {Object.entries(mode).map(([part, value]) => (
            <div key={part} className="contents">
              <dt>{capitalize(part)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
          <dt>Live updates</dt>
          <dd>
            <LiveState />
          </dd>
        </dl>
      )}
    </QueryView>
  </Panel>
);
