/** Tags as they stand in a bill. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTags, tagsOfLine, UNREAD } from '../../../src/sources/alibaba/tags.js'
import { machine, readingOf } from './bills.js'

test.each<readonly [text: string, tags: Readonly<Record<string, string>>, unread: readonly string[]]>([
  ['', {}, []],
  [
    'key:testKey value:testValue; key:testKey1 value:testValues1',
    { testKey: 'testValue', testKey1: 'testValues1' },
    [],
  ],
  ['key:acs:ecs:sourceSystemDiskId value:d-bp1', { 'acs:ecs:sourceSystemDiskId': 'd-bp1' }, []],
  ['key:团队 value:搜索;key:empty value:;', { 团队: '搜索', empty: '' }, []],
  ['key:list value:a;b; key:env value:prod', { list: 'a;b', env: 'prod' }, []],
  ['key:a value:b value:c; key:env value:prod', { env: 'prod' }, ['key:a value:b value:c']],
  ['key:env value:prod; key:env value:dev', { env: 'prod' }, ['key:env value:dev']],
  ['key: value:x', {}, ['key: value:x']],
  ['team:search;env:prod', {}, ['team:search;env:prod']],
  ['{"team":"search"}', {}, ['{"team":"search"}']],
  ['key:__proto__ value:x', JSON.parse('{"__proto__":"x"}'), []],
])('%j', (text, tags, unread) => {
  const read = parseTags(text)

  expect(JSON.stringify(read.tags)).toBe(JSON.stringify(tags))
  expect(read.unread).toEqual(unread)
})

test('what is not understood stands among the tags of the line, and its page counts it', async () => {
  const { lines, refused, pages } = await readingOf([{ ...machine, Tag: 'key:env value:prod; key:a value:b value:c' }])

  expect(lines[0]?.tags).toEqual({ env: 'prod', [UNREAD]: 'key:a value:b value:c' })
  expect(refused).toEqual([])
  expect(pages[0]?.name).toBe('DescribeInstanceBill 2026-08-22, page 1, tags not understood: 1')
})

test('a tag that is called as we call ours is kept with the rest', () => {
  const tags = tagsOfLine(parseTags(`key:${UNREAD} value:mine; nonsense`))

  expect(tags).toEqual({ [UNREAD]: `mine; nonsense` })
})

const word = fc.stringMatching(/^[a-zA-Z0-9_.\-/+@\u4e00-\u4e20]{1,12}$/)
const value = fc.stringMatching(/^[a-zA-Z0-9_.\-/+@:;\u4e00-\u4e20]{0,12}$/).filter((text) => !/;\s*key:|;$/.test(text))

test('whatever stands there, nothing is thrown and nothing lost', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(fc.constantFrom('key:', ' value:', ';', '; ', ' ', 'a', 'b:c', '值', '\t'), { maxLength: 20 })
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(anything, (text) => {
      const { tags, unread } = parseTags(text)

      const told = [...Object.entries(tags).map(([key, one]) => `key:${key} value:${one}`), ...unread].join('')
      expect(signsOf(told)).toBe(signsOf(text))
    }),
    { numRuns: 2000 },
  )
})

test('tags of any words come back as they were', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(word, value), { selector: ([key]) => key, maxLength: 8 }), (pairs) => {
      const text = pairs.map(([key, one]) => `key:${key} value:${one}`).join('; ')

      expect(parseTags(text)).toEqual({ tags: Object.fromEntries(pairs), unread: [] })
    }),
  )
})

/** Every sign but white space and the semicolons between tags, sorted: what must be there before and after. */
function signsOf(text: string): string {
  return [...text.replaceAll(/[\s;]/g, '')].toSorted().join('')
}
