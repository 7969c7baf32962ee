/** Machines of the bills that telemetry saw, so that their hours are split: their load is killed there, too. */
import { createPool, withClient } from '../../src/store/index.js'
import { replaceUsage } from '../../src/store/usage/index.js'
import { during, replica, telemetry } from '../support/telemetry.js'

const seen = during('2024-08-01T00:00Z', '2024-08-02T00:00Z', (_, hour) =>
  ['i-0', 'i-1', 'i-2'].map((machine, nth) =>
    replica({
      replica: `r-${nth}`,
      versionLabel: `v${hour % 3}`,
      resourceLabel: machine,
      busyMs: 150_000 * hour,
      present: [{ from: 60_000 * nth, to: 3_600_000 }],
    }),
  ),
)

/** A day of three machines; of the other hours of the month telemetry tells nothing. */
export async function holdMachines(url: string): Promise<void> {
  const pool = createPool({ connectionString: url })
  try {
    for (const [hour, usage] of seen.entries()) {
      const at = `2024-08-01T${String(hour).padStart(2, '0')}:00Z`
      const rules = { entries: [], providers: {}, allowEmpty: false, onStep: () => undefined }
      await withClient(pool, (client) => replaceUsage(client, [telemetry(at, usage)], rules))
    }
  } finally {
    await pool.end()
  }
}
