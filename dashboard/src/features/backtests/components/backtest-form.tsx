import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { Panel } from '@/components/ui/panel';
import { Failure } from '@/components/ui/states';

import { refreshBacktests, startBacktest } from '../api/backtests';
import { kEmptyForm, toRequest } from '../api/request-form';
import type { BacktestFields } from '../api/request-form';

interface FieldProps {
  name: keyof BacktestFields;
  label: string;
  hint?: string;
  type?: 'text' | 'date';
}

const kFields: FieldProps[] = [
  { name: 'from', label: 'From', type: 'date' },
  { name: 'to', label: 'To, not included', type: 'date' },
  { name: 'cash', label: 'Initial cash', hint: 'as the world’s where empty' },
  { name: 'symbols', label: 'Symbols', hint: 'e.g. AAPL, MSFT; all where empty' },
  { name: 'data', label: 'Recording', hint: 'what this world has stored where empty' },
];

export function BacktestForm() {
  const [fields, setFields] = useState(kEmptyForm);
  const [wrong, setWrong] = useState('');
  const client = useQueryClient();
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: startBacktest,
    onSuccess: (job) => {
      refreshBacktests(client);
      void navigate(`/backtests/${encodeURIComponent(job.id)}`);
    },
  });
  const set = (name: keyof BacktestFields) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setFields((old) => ({ ...old, [name]: value }));
  };

  return (
    <Panel title="New backtest">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          const request = toRequest(fields);
          setWrong('problem' in request ? request.problem : '');
          if (!('problem' in request)) start.mutate(request);
        }}
      >
        {kFields.map(({ name, label, hint, type = 'text' }) => (
          <label key={name} className="field">
            {label}
            <input type={type} value={fields[name]} placeholder={hint} autoComplete="off" onChange={set(name)} />
          </label>
        ))}
        <label className="field wide">
          Settings, one a line
          <textarea
            rows={3}
            value={fields.settings}
            placeholder="ensemble.threshold = 0.4"
            spellCheck={false}
            onChange={set('settings')}
          />
        </label>
        {wrong && (
          <p className="failure wide" role="alert">
            {wrong}
          </p>
        )}
        {start.error && <Failure error={start.error} />}
        <div className="buttons wide">
          <button type="submit" className="primary" disabled={start.isPending}>
            Run it
          </button>
        </div>
      </form>
    </Panel>
  );
}
