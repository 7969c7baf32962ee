/** When jobs run, in zones that keep summer time and in zones that do not. */
import { expect, test } from 'vitest'
import { jobs } from '../../jobs/index.js'
import { lastMoment, lineFor, nextRuns, periodOf, timetable } from '../../jobs/timetable.js'
import { type Config, JOB_NAMES, readConfig } from '../../src/config/index.js'
import { folderWith } from '../config/folder.js'

const HOUR = 3_600_000
const configOf = (yaml: string): Config => readConfig({ cwd: folderWith({ 'tokenledger.yaml': yaml }), env: {} })

test('jobs run in the order in which they need each other, and the settings know all of them', () => {
  expect(jobs.map(({ name }) => name)).toEqual([...JOB_NAMES])
  expect([...new Set(jobs.map(({ stage }) => stage))]).toEqual(['rates', 'bills', 'usage'])
  // What devices draw is measured by telemetry.
  expect(jobs.slice(-2).map(({ name }) => name)).toEqual(['usage', 'bills-edge'])
})

test('rates are fetched by the clock of Beijing wherever one lives, until a line of the settings says otherwise', () => {
  const tokyo = configOf('business_time_zone: Asia/Tokyo\n')
  const own = configOf("business_time_zone: Asia/Tokyo\nschedule: { jobs: { rates: { cron: '0 12 * * *' } } }\n")

  const lines = [tokyo, own].map((config) =>
    jobs.map((job) => lineFor(job, config)).map(({ cron, zone }) => [cron, zone]),
  )

  expect(lines[0]?.[0]).toEqual(['20 9-18 * * *', 'Asia/Shanghai'])
  expect(lines[0]?.at(-1)).toEqual(['17 * * * *', 'Asia/Tokyo'])
  expect(lines[1]?.[0]).toEqual(['0 12 * * *', 'Asia/Tokyo'])
})

test('what is not configured or switched off has no line', () => {
  const config = configOf('bills: { focus: { paths: [a.csv] } }\nschedule: { jobs: { rates: { enabled: false } } }\n')

  expect(timetable(config).map(({ job }) => job.name)).toEqual(['bills-focus'])
})

test.for([
  ['6 * * * *', 1],
  ['20 9-18 * * *', 15],
  ['23 */3 * * *', 3],
  ['* 9 * * 1', 24 * 7 - 59 / 60],
] as const)('the longest pause of %s is %d hours', ([cron, hours]) => {
  expect(periodOf({ cron, zone: 'Asia/Shanghai' })).toBe(hours * HOUR)
})

test('the last moment is the one that was due, and not the one to come', () => {
  const rates = { cron: '20 9-18 * * *', zone: 'Asia/Shanghai' }
  const at = (iso: string): string | undefined => lastMoment(rates, new Date(iso))?.toISOString()

  expect(at('2026-08-03T01:20:00Z')).toBe('2026-08-03T01:20:00.000Z')
  expect(at('2026-08-03T01:19:59Z')).toBe('2026-08-02T10:20:00.000Z')
  expect(at('2026-08-02T20:00:00Z')).toBe('2026-08-02T10:20:00.000Z')
})

test('a moment that comes once a month is found, and one of next year is not looked for', () => {
  const now = new Date('2026-08-20T12:00:00Z')

  expect(lastMoment({ cron: '0 0 1 * *', zone: 'UTC' }, now)?.toISOString()).toBe('2026-08-01T00:00:00.000Z')
  expect(lastMoment({ cron: '0 0 1 1 *', zone: 'UTC' }, now)).toBeUndefined()
})

test('next moments follow the zone through the end of its summer time', () => {
  const moments = nextRuns({ cron: '0 6 * * *', zone: 'Europe/Berlin' }, 400)

  const hours = new Set(moments.map((at) => at.getUTCHours()))
  expect([...hours].toSorted()).toEqual([4, 5])
})
