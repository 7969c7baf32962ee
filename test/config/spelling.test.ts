import { expect, test } from 'vitest'
import { nearest } from '../../src/config/spelling.js'

const settings = ['database', 'bills', 'sources_of_record', 'business_time_zone', 'log', 'final_after_days']

test.each([
  ['databse', 'database'],
  ['fianl_after_days', 'final_after_days'],
  ['finalAfterDays', 'final_after_days'],
  ['BILLS', 'bills'],
  ['source-of-records', 'sources_of_record'],
  ['timezone', undefined],
  ['lag', 'log'],
  ['notify', undefined],
  ['', undefined],
])('who writes %j means %s', (written, meant) => {
  expect(nearest(written, settings)).toBe(meant)
})
