import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// In development the gateway of a running `tradewind run` answers; its own Origin is what it accepts.
const gateway = process.env.TRADEWIND_GATEWAY ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  build: {
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    // Hexadecimal: the gateway takes what follows the last dash for the hash.
    rolldownOptions: { output: { hashCharacters: 'hex' } },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': { target: gateway, changeOrigin: true, headers: { Origin: gateway } },
      '/ws': { target: gateway, ws: true, changeOrigin: true, headers: { Origin: gateway } },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/setup.ts'],
    env: { TZ: 'UTC' },
  },
});
