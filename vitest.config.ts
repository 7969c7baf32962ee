import { defineConfig } from 'vitest/config'
import { testsWithoutData } from './test/support/data-not-ours.js'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/conformance/**', 'test/citus/**', ...testsWithoutData()],
    globalSetup: ['test/support/server.ts'],
    // No test depends on a duration; the limits only end what hangs, on a noisy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    typecheck: { enabled: false },
  },
})
