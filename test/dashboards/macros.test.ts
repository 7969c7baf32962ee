/** The port of Grafana's macro engine, against the strings that Grafana's own tests expect (macros_test.go, TestStripSQLComments). */
import { describe, expect, test } from 'vitest'
import { expanded, intervalOf, type Shown, variablesIn, withoutComments } from '../support/grafana-macros.js'

const shown: Shown = {
  from: new Date('2018-04-12T18:00:00Z'),
  to: new Date('2018-04-12T18:05:00Z'),
  variables: { one: "O'Brien", many: ['a', "b'c"] },
  maxDataPoints: 200,
  minInterval: 3_600_000,
}

describe('macros', () => {
  test.each([
    ['$__time(time_column)', 'time_column AS "time"'],
    ['$__timeFilter(time_column)', "time_column BETWEEN '2018-04-12T18:00:00Z' AND '2018-04-12T18:05:00Z'"],
    ['$__timeFrom()', "'2018-04-12T18:00:00Z'"],
    ['$__timeTo()', "'2018-04-12T18:05:00Z'"],
    ["$__timeGroup(time_column,'5m')", 'floor(extract(epoch from time_column)/300)*300'],
    ["$__timeGroupAlias(time_column, '5m')", 'floor(extract(epoch from time_column)/300)*300 AS "time"'],
    ['$__unixEpochFilter(time)', 'time >= 1523556000 AND time <= 1523556300'],
    ["$__timeFilter(date_trunc('hour',ts))", "date_trunc('hour' BETWEEN '2018-04-12T18:00:00Z' AND '2018-04-12T18:05:00Z')"],
  ])('%s becomes %s', (sql, becomes) => {
    expect(expanded(sql, shown)).toBe(becomes)
  })

  test('a moment between seconds keeps its digits, without noughts at their end', () => {
    expect(expanded('$__timeFrom()', { ...shown, from: new Date('2018-04-12T18:00:00.120Z') })).toBe(
      "'2018-04-12T18:00:00.12Z'",
    )
  })

  test('what is no macro is refused', () => {
    expect(() => expanded('$__timeSince(x)', shown)).toThrow('unknown macro $__timeSince')
  })
})

describe('variables', () => {
  test.each([
    ['${many:sqlstring}', "'a','b''c'"],
    ['${one:sqlstring}', "'O''Brien'"],
    ['${one}', "O''Brien"],
    ['${many}', "'a','b''c'"],
    ['$__interval_ms', '3600000'],
  ])('%s is sent as %s', (sql, sent) => {
    expect(expanded(sql, shown)).toBe(sent)
  })

  test('one that is not there is refused', () => {
    expect(() => expanded('${none}', shown)).toThrow('no variable none')
    expect(variablesIn('${a:sqlstring} $b $__timeFrom() ${__field.labels.c}')).toEqual(['a', 'b'])
  })
})

test('comments go, and texts that look like some stay', () => {
  const sql = `select '--a', "/*b*/" -- c $__time(d)\n, /* e */ $$--f$$`

  expect(withoutComments(sql)).toBe(`select '--a', "/*b*/" \n,  $$--f$$`)
})

test.each([
  [1, 3_600_000],
  [12, 3_600_000],
  [13, 7_200_000],
  [30, 10_800_000],
  [365, 86_400_000],
])('%i days of 200 points are this far apart: %i ms', (days, interval) => {
  const to = new Date(shown.from.getTime() + days * 86_400_000)

  const found = intervalOf({ ...shown, to })

  expect(found).toBe(interval)
})
