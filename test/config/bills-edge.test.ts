/** Files of devices as people name them. */
import { expect, test } from 'vitest'
import { checkEdge, edge, edgeOf } from '../../src/config/schema-bills-edge.js'

const around = { env: {}, folder: '/etc/ledger' }

test('a file lies beside the settings, and its bill is called edge where nothing else is said', () => {
  const list = edge.parse([{ devices: './edge.yaml' }, { name: 'cars', devices: '/srv/cars.yaml' }])

  expect(edgeOf(list, around)).toEqual([
    { name: 'edge', devices: '/etc/ledger/edge.yaml' },
    { name: 'cars', devices: '/srv/cars.yaml' },
  ])
})

test('two files of one name would be one bill, and are told', () => {
  const told: string[] = []
  checkEdge([{ devices: 'a.yaml' }, { devices: 'b.yaml' }], around, (path, words) =>
    told.push(`${path.join('.')} ${words}`),
  )

  expect(told).toEqual(['1.name is the name of entry 1 of the list already. Give each its own.'])
})

test.each([{}, { devices: '' }, { devices: 'a.yaml', name: 'My shops' }, { devices: 'a.yaml', currency: 'CNY' }])(
  '%j is no file of devices',
  (wrong) => {
    expect(edge.safeParse([wrong]).success).toBe(false)
  },
)
