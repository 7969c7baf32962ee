import { defineConfig } from 'vitest/config'
import { testsWithoutData } from './test/support/data-not-ours.js'
import { SlowFirst } from './test/support/slow-first.js'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/conformance/**', 'test/citus/**', ...testsWithoutData()],
    globalSetup: ['test/support/memory.ts', 'test/support/server.ts'],
    // No test depends on a duration; the limits only end what hangs, on a noisy machine.
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
