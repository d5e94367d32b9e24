import { useInfiniteQuery, useQuery } from '@tanstack/react-query';

import { ExportLinks } from '@/components/ui/export-links';
import { LoadMore } from '@/components/ui/load-more';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { Instant } from '@/components/ui/values';

import { auditQuery, chainQuery } from '../api/users';

function Chain() {
  const query = useQuery(chainQuery());
  return (
    <QueryView query={query}>
      {({ ok, rows, broken }) =>
        ok ? (
          <p role="status">{`${String(rows)} entries, each sealed over the one before: none was changed.`}</p>
        ) : (
          <p className="failure" role="alert">{`Entry ${String(broken)} is not as it was written, or one before it is gone.`}</p>
        )
      }
    </QueryView>
  );
}

export function AuditPanel() {
  const query = useInfiniteQuery(auditQuery());
  return (
    <Panel title="Who did what" actions={<ExportLinks path="/api/audit" />}>
      <Chain />
      <QueryView query={query}>
        {({ pages }) => (
          <Table
            label="Audit log"
            rows={pages.flatMap(({ items }) => items)}
            keyOf={({ number }) => String(number)}
            columns={[
              { title: 'Time', cell: ({ time }) => <Instant value={time} /> },
              { title: 'Who', cell: ({ actor }) => actor },
              { title: 'What', cell: ({ action }) => action },
              { title: 'Of', minor: true, cell: ({ subject }) => subject },
              { title: 'Detail', minor: true, cell: ({ detail }) => detail },
            ]}
          />
        )}
      </QueryView>
      <LoadMore query={query} />
    </Panel>
  );
}
