import { defineConfig } from 'vitest/config'
import { testsWithoutData } from './test/support/data-not-ours.js'
import { SlowFirst } from './test/support/slow-first.js'

/**
 * The store against a PostgreSQL that is not ours, reached over TLS as well as without, and the counting
 * of usage against a Prometheus and a VictoriaMetrics.
 */
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.test.ts', 'test/store/**/*.test.ts', 'test/sources/focus/load.test.ts'],
    exclude: ['test/store/embedded/**', ...testsWithoutData()],
    // The first says where their files lie, the second tells the third which server to use.
    globalSetup: ['test/support/memory.ts', 'test/conformance/server.ts', 'test/support/server.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Two cores: a third file works while others wait for a server or a pause.
    maxWorkers: 3,
    // Each file alone would read all modules again: a fifth of the time. What a test changes of its process it puts back.
    isolate: false,
    sequence: { sequencer: SlowFirst },
    typecheck: { enabled: false },
  },
})
