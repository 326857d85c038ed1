import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env.API_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  // Relative, so that the page works wherever the api or a gateway mounts it.
  base: './',
  plugins: [react()],
  server: { proxy: { '^/(demo|cases|orders|documents|findings|institutions)(/|\\?|$)': api } },
  build: {
    target: 'es2022',
    // antd is one piece of 800 kB however it is cut; it changes only when we upgrade it, so browsers keep it.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'vendor', test: /node_modules/ }] } },
    },
  },
});
