/** What is a difference between what we say and what Grafana holds, and what is not. */
import { expect, test } from 'vitest'
import { differenceOf } from '../../src/grafana/alike.js'

test.each<[string, unknown, unknown]>([
  ['fields of its own', { a: 1 }, { a: 1, id: 7 }],
  ['what is empty left out', { a: { b: [], c: null, d: '', e: false, f: 0 }, g: {} }, {}],
  ['a mark of its own before ours', { list: [{ name: 'x' }] }, { list: [{ name: 'mark', builtIn: 1 }, { name: 'x' }] }],
  ['what we do not say', { a: undefined, b: 1 }, { a: 5, b: 1 }],
])('%s is no difference', (_, wanted, held) => {
  expect(differenceOf(wanted, held)).toBeUndefined()
})

test.each<[string, unknown, unknown]>([
  ['a', { a: 1 }, { a: 2 }],
  ['a', { a: 1 }, {}],
  ['a', { a: false }, { a: true }],
  ['a', { a: [] }, { a: [1] }],
  ['a', { a: [1, 2] }, { a: [1] }],
  ['a', { a: [1] }, { a: { 0: 1 } }],
  ['panels[1].title', { panels: [{}, { title: 'x' }] }, { panels: [{}, { title: 'y' }] }],
  ['a.b', { a: { b: 'x' } }, undefined],
])('the first difference is named by its path: %s', (path, wanted, held) => {
  expect(differenceOf(wanted, held)).toBe(path)
})
