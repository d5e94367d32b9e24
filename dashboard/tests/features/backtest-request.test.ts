import { expect, it } from 'vitest';

import { kEmptyForm, toRequest } from '@/features/backtests/api/request-form';

it('sends nothing of what was left empty', () => {
  expect(toRequest(kEmptyForm)).toEqual({});
});

it('puts the fields as docs/api.md wants them', () => {
  const fields = {
    from: '2014-06-01', to: '2014-06-07', cash: '100,000.50', symbols: 'aapl, msft', data: ' hourly ',
    settings: 'ensemble.threshold = 0.4\n\nrisk.max_position=0.1',
  };
  expect(toRequest(fields)).toEqual({
    from: '2014-06-01T00:00:00Z',
    to: '2014-06-07T00:00:00Z',
    cash: '100000.50',
    symbols: ['AAPL', 'MSFT'],
    data: 'hourly',
    settings: { 'ensemble.threshold': '0.4', 'risk.max_position': '0.1' },
  });
});

it.each([
  ['cash', { cash: 'much' }],
  ['cash', { cash: '0' }],
  ['From', { from: '2014-06-07', to: '2014-06-07' }],
  ['Settings', { settings: 'ensemble.threshold' }],
])('says what is wrong with %s', (word, fields) => {
  expect(toRequest({ ...kEmptyForm, ...fields })).toHaveProperty('problem', expect.stringContaining(word));
});
