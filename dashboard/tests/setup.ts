import { cleanup } from '@testing-library/react';
import { createElement } from 'react';
import { afterEach, vi } from 'vitest';

// They draw on a canvas, which only a browser has: tests/e2e looks at the real ones.
const asImage = ({ label }: { label: string }) => createElement('div', { role: 'img', 'aria-label': label });
vi.mock('@/components/charts/equity-chart', () => ({ default: asImage }));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
