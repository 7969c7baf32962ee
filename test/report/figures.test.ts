import { describe, expect, test } from 'vitest'
import { escaped } from '../../src/report/escape.js'
import { percent, shownMoney, whyOf } from '../../src/report/figures.js'

describe('an amount on a page', () => {
  test.each([
    ['1234.565', 'USD', 2, '$1,234.56'],
    ['-0.005000000001', 'CNY', 2, '-¥0.01'],
    ['99999999999999999999.994', 'USD', 2, '$99,999,999,999,999,999,999.99'],
    ['0.004', 'USD', 2, '<$0.01'],
    ['-0.004', 'USD', 2, '>-$0.01'],
    ['0.000000', 'USD', 2, '$0.00'],
    ['1.5', 'XXX', 2, '1.5 XXX'],
  ])('%s %s to %i decimals reads %s', (text, currency, decimals, shown) => {
    expect(shownMoney(text, currency, decimals)).toBe(shown)
  })
})

test.each([
  ['0', '0.0%'],
  ['0.000400', '0.0%'],
  ['0.399500', '40.0%'],
  ['0.25', '25.0%'],
  ['1', '100.0%'],
])('the share %s reads %s', (text, shown) => {
  expect(percent(text)).toBe(shown)
})

test('why an amount is not known: first the rate, then the bill that is silent, then the bill that is not there', () => {
  const lacking = { unknown: '2', unconverted: '1234', unbilled: '5' }

  const whys = [lacking, { ...lacking, unconverted: '0' }, { ...lacking, unconverted: '0', unknown: '0' }].map(whyOf)

  expect(whys.map(({ en }) => en)).toEqual([
    'no exchange rate for some of its hours',
    'the bill leaves some of its hours open',
    '5 replica-hours not billed yet',
  ])
})

test('every sign that means something to HTML is written so that it does not', () => {
  expect(escaped(`<b title="a" id='b'>&`)).toBe('&lt;b title=&quot;a&quot; id=&#39;b&#39;&gt;&amp;')
})
