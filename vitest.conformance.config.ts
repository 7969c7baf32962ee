import { defineConfig } from 'vitest/config'
import { testsWithoutData } from './test/support/data-not-ours.js'

/**
 * The store against a PostgreSQL that is not ours, reached over TLS as well as without, and the counting
 * of usage against a Prometheus and a VictoriaMetrics.
 */
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.test.ts', 'test/store/**/*.test.ts', 'test/sources/focus/load.test.ts'],
    exclude: ['test/store/embedded/**', ...testsWithoutData()],
    // The first tells the second which server to use.
    globalSetup: ['test/conformance/server.ts', 'test/support/server.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    typecheck: { enabled: false },
  },
})
