import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { ExportLinks } from '@/components/ui/export-links';
import { LoadMore } from '@/components/ui/load-more';
import { Panel } from '@/components/ui/panel';
import { Failure, QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { Instant } from '@/components/ui/values';
import { itemsOf } from '@/lib/pages';

import { changeNotice, noticeSettingsQuery, noticesKey, noticesQuery, testChannel } from '../api/settings';
import type { Channel, Notice } from '../api/settings';

const kEvents: Record<string, string> = {
  kill: 'Kill switch',
  break: "Our books and the broker's differ",
  'loss-limit': 'Daily loss limit',
  'dead-source': 'A source of news is dead',
  fill: 'A fill',
};

function TestButton({ channel, ready, to }: { channel: Channel; ready: boolean; to: string }) {
  const tried = useMutation({ mutationFn: () => testChannel(channel) });
  const name = channel === 'email' ? 'e-mail' : 'webhook';
  return (
    <p>
      {ready ? `${channel === 'email' ? 'E-mail' : 'Webhook'}: ${to}. ` : `No ${name} is set up. `}
      <button
        type="button"
        disabled={!ready || tried.isPending}
        onClick={() => {
          tried.mutate();
        }}
      >
        {tried.isPending ? 'Sending…' : `Test the ${name}`}
      </button>{' '}
      {tried.data && (
        <span role="status">
          {tried.data.ok ? 'It arrived.' : `It did not arrive: ${tried.data.detail}. ${tried.data.hint}`}
        </span>
      )}
      {tried.error && <Failure error={tried.error} />}
    </p>
  );
}

export function NoticeSettingsPanel() {
  const query = useQuery(noticeSettingsQuery());
  const client = useQueryClient();
  const changed = useMutation({
    mutationFn: changeNotice,
    onSettled: () => client.invalidateQueries({ queryKey: noticesKey }),
  });
  const toggle = (kind: string, channel: Channel, wanted: boolean) => (
    <input
      type="checkbox"
      aria-label={`${kEvents[kind] ?? kind} by ${channel === 'email' ? 'e-mail' : 'webhook'}`}
      checked={wanted}
      disabled={changed.isPending}
      onChange={(event) => {
        changed.mutate({ kind, [channel]: event.currentTarget.checked });
      }}
    />
  );
  return (
    <Panel title="Notices">
      <QueryView query={query}>
        {({ webhook, email, events }) => (
          <>
            <TestButton channel="webhook" ready={webhook.set_up} to={webhook.host} />
            <TestButton channel="email" ready={email.set_up} to={email.to.join(', ')} />
            <Table
              label="Which event goes where"
              rows={events}
              keyOf={({ kind }) => kind}
              columns={[
                { title: 'Event', cell: ({ kind }) => kEvents[kind] ?? kind },
                { title: 'Webhook', cell: (event) => toggle(event.kind, 'webhook', event.webhook) },
                { title: 'E-mail', cell: (event) => toggle(event.kind, 'email', event.email) },
              ]}
            />
          </>
        )}
      </QueryView>
      {changed.error && <Failure error={changed.error} />}
      <p className="muted small">Addresses and secrets are in the configuration: notices.webhook_url, notices.smtp_url.</p>
    </Panel>
  );
}

const deliveriesOf = ({ deliveries }: Notice): string =>
  deliveries
    .map(({ channel, status, attempts, error }) =>
      status === 'delivered' ? `${channel}: delivered` : `${channel}: ${status} after ${String(attempts)} tries${error ? `, ${error}` : ''}`,
    )
    .join('; ') || 'not sent';

export function NoticesPanel() {
  const query = useInfiniteQuery(noticesQuery());
  return (
    <Panel title="What was told" actions={<ExportLinks path="/api/notices" />}>
      <QueryView query={query} isEmpty={(data) => itemsOf(data).length === 0} empty="Nothing yet.">
        {(data) => (
          <Table
            label="Notices"
            rows={itemsOf(data)}
            keyOf={({ id }) => id}
            columns={[
              { title: 'Time', cell: ({ time }) => <Instant value={time} /> },
              { title: 'What', cell: ({ title }) => title },
              { title: 'Detail', minor: true, cell: ({ detail }) => detail },
              { title: 'Sent', cell: deliveriesOf },
            ]}
          />
        )}
      </QueryView>
      <LoadMore query={query} />
    </Panel>
  );
}
