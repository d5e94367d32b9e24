import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { ExportLinks } from '@/components/ui/export-links';
import { NameField } from '@/components/ui/name-field';
import { Panel } from '@/components/ui/panel';
import { Failure, QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { Instant } from '@/components/ui/values';

import { changeUser, inviteUser, kRoles, recoverUser, usersKey, usersQuery } from '../api/users';
import type { User } from '../api/users';

const OneTimeLink = ({ link }: { link: string }) => (
  <p role="status">
    Works once, for a day: <code>{link}</code>
  </p>
);

const RoleSelect = ({ label, role, onRole }: { label: string; role: string; onRole: (role: string) => void }) => (
  <select
    aria-label={label}
    value={role}
    onChange={(event) => {
      onRole(event.currentTarget.value);
    }}
  >
    {kRoles.map((one) => (
      <option key={one}>{one}</option>
    ))}
  </select>
);

export function UsersPanel() {
  const query = useQuery(usersQuery());
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: changeUser,
    onSettled: () => client.invalidateQueries({ queryKey: usersKey }),
  });
  const lost = useMutation({ mutationFn: recoverUser });
  const error = change.error ?? lost.error;
  const actions = ({ name, role, disabled }: User) => (
    <span className="row-actions">
      <button type="button" aria-label={`${disabled ? 'Let in' : 'Revoke'} ${name}`} onClick={() => { change.mutate({ name, role, disabled: !disabled }); }}>
        {disabled ? 'Let in' : 'Revoke'}
      </button>
      <button type="button" aria-label={`New link for ${name}`} disabled={disabled} onClick={() => { lost.mutate(name); }}>
        New link
      </button>
    </span>
  );
  return (
    <Panel title="Users" actions={<ExportLinks path="/api/users" />}>
      <QueryView query={query} isEmpty={({ items }) => items.length === 0} empty="No users yet: the first makes a passkey.">
        {({ items }) => (
          <Table
            label="Users"
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              { title: 'Name', cell: ({ name, disabled }) => (disabled ? `${name} (revoked)` : name) },
              {
                title: 'Role',
                cell: ({ name, role, disabled }) => (
                  <RoleSelect label={`Role of ${name}`} role={role} onRole={(next) => { change.mutate({ name, role: next, disabled }); }} />
                ),
              },
              { title: 'Passkeys', numeric: true, minor: true, cell: ({ passkeys }) => passkeys },
              { title: 'Last seen', minor: true, cell: ({ last_used }) => <Instant value={last_used} /> },
              { title: 'Change', cell: actions },
            ]}
          />
        )}
      </QueryView>
      {error && <Failure error={error} />}
      {lost.data && <OneTimeLink link={lost.data.link} />}
    </Panel>
  );
}

export function InvitePanel() {
  const [name, setName] = useState('');
  const [role, setRole] = useState<string>('viewer');
  const made = useMutation({ mutationFn: () => inviteUser({ name, role }) });
  return (
    <Panel title="Invite">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          made.mutate();
        }}
      >
        <NameField label="Name" value={name} onName={setName} />
        <label className="field">
          Role
          <RoleSelect label="Role" role={role} onRole={setRole} />
        </label>
        {made.error && <Failure error={made.error} />}
        {made.data && <OneTimeLink link={made.data.link} />}
        <button type="submit" className="primary" disabled={made.isPending}>
          Make a link
        </button>
      </form>
      <p className="muted small">Viewers look. Traders pause, close and run backtests too. Admins also manage users.</p>
    </Panel>
  );
}
