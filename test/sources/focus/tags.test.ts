/** Tags come in every shape; none of them is a reason to lose money. */
import { describe, expect } from 'vitest'
import { csv } from '../../support/focus.js'
import { test } from '../../support/ledger.js'

describe('one text, one meaning', () => {
  const shapes: readonly (readonly [shape: string, written: string, kept: unknown])[] = [
    ['an object', '{"team":"search","env":"prod"}', { team: 'search', env: 'prod' }],
    [
      'a list of keys and values as Google writes it',
      '[{"key":"team","value":"search"},{"key":"env","value":"prod"}]',
      { team: 'search', env: 'prod' },
    ],
    ['a list with capital names as FOCUS structs have them', '[{"Key":"team","Value":"search"}]', { team: 'search' }],
    [
      'an object without its braces as Azure writes it',
      '"team": "search","env": "prod"',
      { team: 'search', env: 'prod' },
    ],
    ['keys that differ only in a blank', '{"org":"a"," org":"b"}', { org: 'a', ' org': 'b' }],
    ['a value that is null', '{"team":null}', { team: null }],
    ['values that are numbers and objects', '{"cost":1.5,"owner":{"name":"li"}}', { cost: 1.5, owner: { name: 'li' } }],
    ['Chinese keys and values', '{"部门":"搜索"}', { 部门: '搜索' }],
    ['an empty object', '{}', null],
    ['an empty list', '[]', null],
  ]

  test.for(shapes)('%s', async ([, written, kept], { ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ Tags: written }]))

    await ledger.load([path])

    expect(await ledger.rows('select tags, billed_cost from fact.bill_line')).toEqual([
      { tags: kept, billed_cost: '1.000000000000000000' },
    ])
  })
})

describe('tags that are no JSON', () => {
  const broken: readonly (readonly [fault: string, written: string])[] = [
    ['a word', 'search'],
    ['an object cut off', '{"team":"sea'],
    ['a quote too many', '{"team":"search""}'],
    ['a list of words', '["team","search"]'],
    ['a list of objects without keys', '[{"name":"team"}]'],
    ['a character that no database can hold', '{"team":"\\u0000"}'],
    ['half of a character', '{"team":"\\ud800"}'],
    ['not a number', '{"team":NaN}'],
    ['an infinity without braces', '"team": -Infinity'],
    ['a number beyond all numbers', '{"team":1e999999}'],
    ['a single backslash', '\\'],
  ]

  test.for(broken)('%s is kept as the text it was, and the money counts', async ([, written], { ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ Tags: written }]))

    const { linesRejected } = await ledger.load([path])

    expect(linesRejected).toBe(0n)
    expect(await ledger.rows('select tags, billed_cost from fact.bill_line')).toEqual([
      { tags: written, billed_cost: '1.000000000000000000' },
    ])
  })

  test('what looks like a number inside a text is still a text', async ({ ledger }) => {
    const tags = { image: 'sha256:3e99999', note: 'NaN, inf', sum: '1e999999' }
    const path = await ledger.file('bill.csv', csv([{ Tags: JSON.stringify(tags) }]))

    await ledger.load([path])

    expect(await ledger.value('select tags from fact.bill_line')).toEqual(tags)
  })

  test('an object that names a key twice keeps its money', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ Tags: '{"team":"a","team":"b"}', BilledCost: '8' }]))

    await ledger.load([path])

    expect(await ledger.value('select billed_cost from fact.bill_line')).toBe('8.000000000000000000')
  })
})

describe('one set of tags in several spellings', () => {
  test('the same tags in two orders and two shapes are one group', async ({ ledger }) => {
    const path = await ledger.file(
      'bill.csv',
      csv([
        { Tags: '{"team":"search","env":"prod"}', BilledCost: '1' },
        { Tags: '{"env":"prod","team":"search"}', BilledCost: '2' },
        { Tags: '[{"key":"env","value":"prod"},{"key":"team","value":"search"}]', BilledCost: '4' },
        { Tags: '{"env":"prod"}', BilledCost: '8' },
      ]),
    )

    const { linesAccepted } = await ledger.load([path])

    expect(linesAccepted).toBe(4n)
    expect(await ledger.rows('select tags, line_count, billed_cost from fact.bill_line order by billed_cost')).toEqual([
      { tags: { env: 'prod', team: 'search' }, line_count: '3', billed_cost: '7.000000000000000000' },
      { tags: { env: 'prod' }, line_count: '1', billed_cost: '8.000000000000000000' },
    ])
  })

  test('a second delivery with its tags in another order changes nothing', async ({ ledger }) => {
    const first = await ledger.file('first.csv', csv([{ Tags: '{"a":"1","b":"2"}' }]))
    const second = await ledger.file('second.csv', csv([{ Tags: '{"b":"2","a":"1"}' }]))
    await ledger.load([first])

    const { replaced } = await ledger.load([second])

    expect([replaced?.came, replaced?.gone, replaced?.hours]).toEqual([0n, 0n, 0n])
    expect(await ledger.value('select count(*) from fact.bill_line_past')).toBe('0')
  })
})
