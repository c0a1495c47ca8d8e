import { defineConfig } from 'vite';

// `npm run dev` serves the UI from its sources and hands everything else to a running IDE server.
const server = process.env['CLOUDIDE_SERVER'] ?? 'http://localhost:5080';

// The server checks the Origin of cookies and WebSockets, so the proxy speaks with the server's own.
const proxy = { target: server, changeOrigin: true, headers: { origin: new URL(server).origin } };

export default defineConfig({
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      '/api': proxy,
      '/ws': { ...proxy, ws: true },
      '/preview': { ...proxy, ws: true },
    },
  },
});
