/** What doctor tells apart: a permission that is missing, a switch that is off, and data yet to come. */
import { describe, expect, test } from 'vitest'
import { asking } from './asking.js'
import { aCloud, charge, hourOf, NOW } from './cloud.js'

const charges = [charge({ resourceId: 'i-1', hour: hourOf('2026-08-21', 1), unblended: '1' })]

describe('doctor', () => {
  test('finds all well, and says which tags are active', async () => {
    const { bills, world } = await aCloud({ charges, manners: { tags: { team: true, env: false } } })

    const findings = await bills.probe(asking({ now: NOW }))

    expect(findings).toEqual([
      { what: 'Cost Explorer', state: 'ok', says: '1 accounts are billed in USD' },
      { what: 'hours of EC2 by resource', state: 'ok', says: '1 resources in three hours of the day before yesterday' },
      { what: 'cost allocation tags', state: 'ok', says: '1 of 2 are active: team' },
    ])
    expect(world.asked).toHaveLength(3)
  })

  test('tells hours that are not switched on, and how to go on without', async () => {
    const { bills } = await aCloud({ charges, manners: { resources: false } })

    const findings = await bills.probe(asking({ now: NOW }))

    expect(findings[1]).toMatchObject({ state: 'not_switched_on' })
    expect(findings[1]?.remedy).toContain('hourly: false')
  })

  test.each([
    [{ 'model-version': false }, 'model-version is inactive'],
    [{ team: true }, 'model-version is not known'],
  ])('tells a tag that is not active: %j', async (tags, words) => {
    const { bills } = await aCloud({
      charges,
      manners: { tags },
      settings: { tag: { key: 'model-version', services: ['Amazon SageMaker'] } },
    })

    const findings = await bills.probe(asking({ now: NOW }))

    expect(findings[2]).toMatchObject({ state: 'not_switched_on' })
    expect(findings[2]?.says).toContain(words)
    expect(findings[2]?.remedy).toContain('Activate the tag model-version')
  })

  test('tells a missing permission', async () => {
    const { bills } = await aCloud({
      charges,
      manners: {
        fault: () => ({
          kind: 'error',
          name: 'AccessDeniedException',
          message: 'User is not authorized to perform ce:GetCostAndUsage',
        }),
      },
    })

    const findings = await bills.probe(asking({ now: NOW }))

    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ what: 'Cost Explorer', state: 'refused' })
    expect(findings[0]?.says).toContain('ce:GetCostAndUsage')
  })

  test.each([
    ['DataUnavailableException', 'no_data_yet'],
    ['LimitExceededException', 'down'],
  ])('tells %s as %s', async (name, state) => {
    const { bills } = await aCloud({ charges, manners: { fault: () => ({ kind: 'error', name }) } })

    const findings = await bills.probe(asking({ now: NOW }))

    expect(findings[0]).toMatchObject({ state })
  })

  test('tells an account that nothing was billed to yet', async () => {
    const { bills } = await aCloud({ charges: [] })

    expect((await bills.probe(asking({ now: NOW })))[0]).toMatchObject({ state: 'no_data_yet' })
  })
})
