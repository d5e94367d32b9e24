import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { NameField } from '@/components/ui/name-field';
import { Panel } from '@/components/ui/panel';
import { Failure, QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { Instant } from '@/components/ui/values';
import type { Session } from '@/domain/session';

import * as account from '../api/account';
import { register } from '../api/passkeys';
import { sessionKey } from '../api/session';
import { RecoveryCodes } from './recovery-codes';

interface ActProps {
  label: string;
  act: () => Promise<unknown>;
  children?: ReactNode;
}

/** A button of a row: does it, shows what went wrong, and has the page's lists fetched anew. */
function Act({ label, act, children }: ActProps) {
  const client = useQueryClient();
  const done = useMutation({
    mutationFn: act,
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: account.accountKey }), client.invalidateQueries({ queryKey: sessionKey })]),
  });
  return (
    <>
      <button
        type="button"
        aria-label={label}
        disabled={done.isPending}
        onClick={() => {
          done.mutate();
        }}
      >
        {children ?? label}
      </button>
      {done.error && <Failure error={done.error} />}
    </>
  );
}

function AddPasskey({ session }: { session: Session }) {
  const client = useQueryClient();
  const [label, setLabel] = useState('');
  const [name, setName] = useState('operator');
  const first = session.by === 'link';
  const made = useMutation({
    mutationFn: () => register({ label, ...(first ? { name } : {}) }),
    onSuccess: async (registered) => {
      setLabel('');
      if (registered.recovery_codes.length === 0) await client.invalidateQueries({ queryKey: sessionKey });
      await client.invalidateQueries({ queryKey: account.accountKey });
    },
  });
  return (
    <>
      <form
        className="row-form"
        onSubmit={(event) => {
          event.preventDefault();
          made.mutate();
        }}
      >
        {first && <NameField label="Your name" value={name} onName={setName} />}
        <NameField label="What to call it" value={label} onName={setLabel} placeholder="Phone" />
        <button type="submit" className="primary" disabled={made.isPending}>
          {made.isPending ? 'Waiting for your device…' : 'Add a passkey'}
        </button>
      </form>
      {made.error && <Failure error={made.error} />}
      {made.data && made.data.recovery_codes.length > 0 && (
        <>
          <RecoveryCodes codes={made.data.recovery_codes} />
          <button type="button" className="primary" onClick={() => void client.invalidateQueries({ queryKey: sessionKey })}>
            I have kept them
          </button>
        </>
      )}
    </>
  );
}

export function PasskeysPanel({ session }: { session: Session }) {
  const query = useQuery(account.passkeysQuery());
  return (
    <Panel title="Passkeys">
      <QueryView query={query} isEmpty={({ items }) => items.length === 0} empty="No passkey yet.">
        {({ items }) => (
          <Table
            label="Passkeys"
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              { title: 'Name', cell: ({ label }) => label },
              { title: 'Made', minor: true, cell: ({ created }) => <Instant value={created} /> },
              { title: 'Last used', cell: ({ last_used }) => <Instant value={last_used} /> },
              { title: 'Kept', minor: true, cell: ({ synced }) => (synced ? 'synced' : 'on one device') },
              {
                title: 'Revoke',
                cell: ({ id, label }) => (
                  <Act label={`Revoke ${label}`} act={() => account.removePasskey(id)}>
                    Revoke
                  </Act>
                ),
              },
            ]}
          />
        )}
      </QueryView>
      <AddPasskey session={session} />
    </Panel>
  );
}

export function RecoveryPanel() {
  const query = useQuery(account.passkeysQuery());
  const client = useQueryClient();
  const made = useMutation({
    mutationFn: account.makeRecoveryCodes,
    onSuccess: () => client.invalidateQueries({ queryKey: account.accountKey }),
  });
  return (
    <Panel title="Recovery codes">
      <QueryView query={query}>{({ recovery_codes }) => <p>{recovery_codes} left.</p>}</QueryView>
      {made.data && <RecoveryCodes codes={made.data} />}
      {made.error && <Failure error={made.error} />}
      <button
        type="button"
        disabled={made.isPending}
        onClick={() => {
          made.mutate();
        }}
      >
        Make new codes
      </button>
      <p className="muted small">The codes before are void then.</p>
    </Panel>
  );
}

export function SessionsPanel() {
  const query = useQuery(account.openSessionsQuery());
  return (
    <Panel title="Sessions">
      <QueryView query={query} isEmpty={({ items }) => items.length === 0} empty="No session of a passkey.">
        {({ items }) => (
          <Table
            label="Sessions"
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              { title: 'Browser', cell: ({ user_agent, current }) => (current ? 'This one' : user_agent || 'unknown') },
              { title: 'From', cell: ({ address }) => address },
              { title: 'Seen', minor: true, cell: ({ last_seen }) => <Instant value={last_seen} /> },
              {
                title: 'End',
                cell: ({ id, current, address }) =>
                  current ? (
                    ''
                  ) : (
                    <Act label={`End the session from ${address}`} act={() => account.endSession(id)}>
                      End
                    </Act>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}

export function KeysPanel() {
  const query = useQuery(account.keysQuery());
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [scope, setScope] = useState('read');
  const made = useMutation({
    mutationFn: () => account.makeKey({ name, scope }),
    onSuccess: () => client.invalidateQueries({ queryKey: account.accountKey }),
  });
  return (
    <Panel title="API keys">
      <QueryView query={query} isEmpty={({ items }) => items.length === 0} empty="No keys.">
        {({ items }) => (
          <Table
            label="API keys"
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              { title: 'Name', cell: (key) => key.name },
              { title: 'May', cell: (key) => key.scope },
              { title: 'Last used', minor: true, cell: ({ last_used }) => <Instant value={last_used} /> },
              {
                title: 'Revoke',
                cell: (key) => (
                  <Act label={`Revoke ${key.name}`} act={() => account.revokeKey(key.id)}>
                    Revoke
                  </Act>
                ),
              },
            ]}
          />
        )}
      </QueryView>
      <form
        className="row-form"
        onSubmit={(event) => {
          event.preventDefault();
          made.mutate();
        }}
      >
        <NameField label="Name of the key" value={name} onName={setName} />
        <label className="field">
          It may
          <select value={scope} onChange={(event) => { setScope(event.currentTarget.value); }}>
            <option value="read">read</option>
            <option value="trade">read and trade</option>
          </select>
        </label>
        <button type="submit" disabled={made.isPending}>
          Make a key
        </button>
      </form>
      {made.error && <Failure error={made.error} />}
      {made.data && (
        <p role="status">
          Shown once: <code>{made.data.key}</code>
        </p>
      )}
    </Panel>
  );
}
