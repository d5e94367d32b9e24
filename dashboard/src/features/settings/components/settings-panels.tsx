import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { ExportLinks } from '@/components/ui/export-links';
import { LoadMore } from '@/components/ui/load-more';
import { Panel } from '@/components/ui/panel';
import { Failure, QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { Instant } from '@/components/ui/values';
import { itemsOf } from '@/lib/pages';
import { capitalize, humanize } from '@/lib/words';

import { changeSettings, settingsKey, settingsQuery, undoVersion, versionsQuery } from '../api/settings';
import type { Setting, Version } from '../api/settings';

const groupOf = ({ key }: Setting): string => key.split('.').slice(0, key.startsWith('strategies.') ? 2 : 1).join('.');

const fieldOf = ({ key }: Setting): string => capitalize(humanize(key.slice(key.lastIndexOf('.') + 1)));

function groupsOf(settings: readonly Setting[]): [string, Setting[]][] {
  const groups = new Map<string, Setting[]>();
  for (const setting of settings) {
    if (!setting.changeable) continue;
    const group = groupOf(setting);
    groups.set(group, [...(groups.get(group) ?? []), setting]);
  }
  return [...groups];
}

interface GroupProps {
  name: string;
  settings: Setting[];
  version: number;
}

/** One group of settings as a form; only what was changed is sent. */
function Group({ name, settings, version }: GroupProps) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<Record<string, string>>({});
  const [reason, setReason] = useState('');
  const changes = Object.fromEntries(
    settings.flatMap(({ key, value }) => {
      const typed = draft[key]?.trim();
      return typed !== undefined && typed !== value ? [[key, typed]] : [];
    }),
  );
  const changed = Object.keys(changes).length;
  const saved = useMutation({
    mutationFn: () => changeSettings({ changes, reason: reason.trim(), version }),
    onSuccess: () => {
      setDraft({});
      setReason('');
    },
    onSettled: () => client.invalidateQueries({ queryKey: settingsKey }),
  });
  return (
    <details>
      <summary>{capitalize(humanize(name.replace('strategies.', 'strategy ')))}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saved.mutate();
        }}
      >
        {settings.map((setting) => (
          <label key={setting.key} className="field">
            {fieldOf(setting)}
            <input
              value={draft[setting.key] ?? setting.value}
              title={setting.key}
              required
              onChange={(event) => {
                const { value } = event.currentTarget;
                setDraft((old) => ({ ...old, [setting.key]: value }));
              }}
            />
            <span className="muted small">
              {setting.description}; {setting.type}
              {setting.value !== setting.configured && ` (${setting.configured} in the configuration)`}
            </span>
          </label>
        ))}
        {changed > 0 && (
          <label className="field">
            Reason (for the log)
            <input
              value={reason}
              maxLength={200}
              onChange={(event) => {
                setReason(event.currentTarget.value);
              }}
            />
          </label>
        )}
        {saved.error && <Failure error={saved.error} />}
        {saved.isSuccess && changed === 0 && <p role="status">It holds from now on.</p>}
        <button type="submit" className="primary" disabled={changed === 0 || saved.isPending}>
          {saved.isPending ? 'Waiting for the executor…' : `Save ${humanize(name.replace('strategies.', ''))}`}
        </button>
      </form>
    </details>
  );
}

export function DecisionSettingsPanel() {
  const query = useQuery(settingsQuery());
  return (
    <Panel title="Limits and strategies" actions={<ExportLinks path="/api/settings" />}>
      <QueryView query={query}>
        {({ version, hash, settings }) => (
          <>
            <p className="muted small">
              Changes hold from the next decision on and ask for your passkey. Settings <code>{hash}</code>.
            </p>
            {groupsOf(settings).map(([name, own]) => (
              <Group key={name} name={name} settings={own} version={version} />
            ))}
          </>
        )}
      </QueryView>
    </Panel>
  );
}

function Undo({ version }: { version: number }) {
  const client = useQueryClient();
  const undone = useMutation({
    mutationFn: () => undoVersion(version),
    onSettled: () => client.invalidateQueries({ queryKey: settingsKey }),
  });
  return (
    <>
      <button
        type="button"
        aria-label={`Undo version ${String(version)}`}
        disabled={undone.isPending}
        onClick={() => {
          undone.mutate();
        }}
      >
        Undo
      </button>
      {undone.error && <Failure error={undone.error} />}
    </>
  );
}

const Changes = ({ changes }: Version) => (
  <ul className="plain">
    {changes.map(({ key, before, after }) => (
      <li key={key}>
        {key}: {before} → {after}
      </li>
    ))}
  </ul>
);

export function SettingsVersionsPanel() {
  const query = useInfiniteQuery(versionsQuery());
  return (
    <Panel title="Changes of settings" actions={<ExportLinks path="/api/settings/versions" />}>
      <QueryView query={query} isEmpty={(data) => itemsOf(data).length === 0} empty="Nothing was changed since the start.">
        {(data) => (
          <Table
            label="Changes of settings"
            rows={itemsOf(data)}
            keyOf={({ version }) => String(version)}
            columns={[
              { title: 'Time', cell: ({ time }) => <Instant value={time} /> },
              { title: 'Who', minor: true, cell: ({ by }) => by },
              { title: 'Change', cell: (version) => <Changes {...version} /> },
              { title: 'Answer', minor: true, cell: ({ detail }) => detail },
              { title: 'Undo', cell: ({ version, status }) => status === 'done' && <Undo version={version} /> },
            ]}
          />
        )}
      </QueryView>
      <LoadMore query={query} />
    </Panel>
  );
}
