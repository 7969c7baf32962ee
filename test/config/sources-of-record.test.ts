import { expect, test } from 'vitest'
import { checkSourcesOfRecord } from '../../src/config/sources-of-record.js'

const aws = { provider: 'aws', billing_account: '123456789012' }

test('one feed may follow another on the day the first ends', () => {
  const entries = [
    { ...aws, feed: 'cur', from: '2026-01-01', to: '2026-07-01' },
    { ...aws, feed: 'focus', from: '2026-07-01' },
  ]

  const told = complaintsOf(entries)

  expect(told).toEqual([])
})

test('two feeds that would count on the same day are told, with the first such day', () => {
  const entries = [
    { ...aws, feed: 'cur', from: '2026-01-01', to: '2026-07-02' },
    { ...aws, feed: 'focus', from: '2026-07-01' },
  ]

  const told = complaintsOf(entries)

  expect(told).toEqual([
    'sources_of_record.1 overlaps sources_of_record[0]: aws 123456789012 has two feeds from 2026-07-01 on. ' +
      'Write a to (exclusive) on the one that ends first.',
  ])
})

test('another account, or another provider with an account of the same name, may have its own feed', () => {
  const entries = [
    { ...aws, feed: 'cur', from: '2026-01-01' },
    { ...aws, billing_account: '999999999999', feed: 'focus', from: '2026-01-01' },
    { ...aws, provider: 'gcp', feed: 'focus', from: '2026-01-01' },
  ]

  const told = complaintsOf(entries)

  expect(told).toEqual([])
})

test('an interval that ends on the day it begins holds no day', () => {
  const entries = [{ ...aws, feed: 'cur', from: '2026-01-01', to: '2026-01-01' }]

  const told = complaintsOf(entries)

  expect(told).toEqual([
    'sources_of_record.0 ends on 2026-01-01 before it begins on 2026-01-01. Write a later to, or leave it out.',
  ])
})

test('an entry that is wrong in itself does not hide the overlap of two others', () => {
  const entries = [
    { ...aws, feed: 'cur', from: '2026-01-01' },
    { from: 7 },
    { ...aws, feed: 'focus', from: '2026-05-01' },
  ]

  const told = complaintsOf(entries)

  expect(told).toHaveLength(1)
  expect(told[0]).toContain('sources_of_record.2 overlaps sources_of_record[0]')
})

test('what is no list has no intervals', () => {
  const told = ['text', null, undefined, { from: 1 }].flatMap(complaintsOf)

  expect(told).toEqual([])
})

function complaintsOf(entries: unknown): readonly string[] {
  const told: string[] = []
  checkSourcesOfRecord(entries, (path, text) => told.push(`${path.join('.')} ${text}`))
  return told
}
