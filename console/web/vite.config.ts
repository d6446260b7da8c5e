import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// A default export is what Vite reads.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'baseline-widely-available',
    // The page's rules allow no data: address and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // One file: it is read once and kept. README.md says how large it is.
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8420', '/live': { target: 'http://127.0.0.1:8420', ws: true } } },
})
