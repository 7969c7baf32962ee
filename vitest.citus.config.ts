import { defineConfig } from 'vitest/config'

// No CI has a Citus: these tests are run by hand, with CITUS_URL.
export default defineConfig({
  test: {
    include: ['test/citus/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 1,
    typecheck: { enabled: false },
  },
})
