/** From lines to hours: by overlap, evenly over a day or a period, and whole where a purchase is billed. */
import { describe, expect } from 'vitest'
import { complaintsOf } from '../support/contents.js'
import { csv, type Line } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'

const load = async (ledger: Ledger, lines: readonly Line[]) => ledger.load([await ledger.file('bill.csv', csv(lines))])

const hours = (ledger: Ledger) =>
  ledger.rows(
    `select to_char(hour at time zone 'UTC', 'MM-DD HH24') as hour, round(billed_cost, 6) as billed, grain_source as grain, line_count as lines
     from fact.resource_hour order by 1`,
  )

const during = (from: string, to: string): Line => ({
  ChargePeriodStart: `2026-08-${from}Z`,
  ChargePeriodEnd: `2026-08-${to}Z`,
})

describe('by overlap in seconds', () => {
  test('half an hour, an hour and half an hour', async ({ ledger }) => {
    await load(ledger, [{ ...during('01T00:30:00', '01T02:30:00'), BilledCost: '1' }])

    expect(await hours(ledger)).toEqual([
      { hour: '08-01 00', billed: '0.250000', grain: 'overlap', lines: '1' },
      { hour: '08-01 01', billed: '0.500000', grain: 'overlap', lines: '0' },
      { hour: '08-01 02', billed: '0.250000', grain: 'overlap', lines: '0' },
    ])
  })

  test('a line of twenty minutes stays in its hour', async ({ ledger }) => {
    await load(ledger, [{ ...during('01T00:20:00', '01T00:40:00'), BilledCost: '3' }])

    expect(await hours(ledger)).toEqual([{ hour: '08-01 00', billed: '3.000000', grain: 'overlap', lines: '1' }])
  })

  test('an hour that begins at half past is two halves', async ({ ledger }) => {
    await load(ledger, [{ ...during('01T00:30:00', '01T01:30:00'), BilledCost: '3' }])

    expect(await hours(ledger)).toEqual([
      { hour: '08-01 00', billed: '1.500000', grain: 'overlap', lines: '1' },
      { hour: '08-01 01', billed: '1.500000', grain: 'overlap', lines: '0' },
    ])
  })

  test('a line of a second across midnight is dealt by its halves of a second', async ({ ledger }) => {
    const times = { ChargePeriodStart: '2026-08-01T23:59:59.500Z', ChargePeriodEnd: '2026-08-02T00:00:00.500Z' }

    await load(ledger, [{ ...times, BilledCost: '1' }])

    expect(await hours(ledger)).toEqual([
      { hour: '08-01 23', billed: '0.500000', grain: 'overlap', lines: '1' },
      { hour: '08-02 00', billed: '0.500000', grain: 'overlap', lines: '0' },
    ])
  })

  test('a line without length belongs to the hour that contains it, at its first instant and within', async ({
    ledger,
  }) => {
    await load(ledger, [
      { ...during('01T05:00:00', '01T05:00:00'), BilledCost: '-2' },
      { ...during('01T06:59:59', '01T06:59:59'), BilledCost: '-3' },
    ])

    expect(await hours(ledger)).toEqual([
      { hour: '08-01 05', billed: '-2.000000', grain: 'billed_hourly', lines: '1' },
      { hour: '08-01 06', billed: '-3.000000', grain: 'billed_hourly', lines: '1' },
    ])
  })

  test('a third in each of three hours adds up to the last digit', async ({ ledger }) => {
    await load(ledger, [{ ...during('01T00:00:00', '01T03:00:00'), BilledCost: '1' }])

    // 1/3 and 2/3 rounded to 18 decimals, and the differences between them.
    expect(await ledger.rows('select billed_cost from fact.resource_hour order by hour')).toEqual([
      { billed_cost: '0.333333333333333333' },
      { billed_cost: '0.333333333333333334' },
      { billed_cost: '0.333333333333333333' },
    ])
  })
})

describe('evenly', () => {
  test('a day of Azure is 24 equal hours', async ({ ledger }) => {
    await load(ledger, [{ ...during('01T00:00:00', '02T00:00:00'), BilledCost: '55.2' }])

    const rows = await hours(ledger)
    expect(rows).toHaveLength(24)
    expect(new Set(rows.map(({ billed, grain }) => `${String(billed)} ${String(grain)}`))).toEqual(
      new Set(['2.300000 even_day']),
    )
  })

  test('a prepaid month of 30,000 yuan is 40.32 in each hour of day 1 and of day 31, and billed whole at its start', async ({
    ledger,
  }) => {
    await load(ledger, [
      {
        ProviderName: 'Alibaba Cloud',
        InvoiceIssuerName: 'Alibaba Cloud',
        BillingCurrency: 'CNY',
        ChargeCategory: 'Purchase',
        BillingPeriodStart: '2026-07-31T16:00:00Z',
        BillingPeriodEnd: '2026-08-31T16:00:00Z',
        ChargePeriodStart: '2026-07-31T16:00:00Z',
        ChargePeriodEnd: '2026-08-31T16:00:00Z',
        BilledCost: '30000',
        EffectiveCost: '30000',
      },
    ])

    const effective = (hour: string) =>
      ledger.value('select round(effective_cost, 2) from fact.resource_hour where hour = $1', [hour])
    expect(await ledger.value('select count(*) from fact.resource_hour')).toBe('744')
    expect([await effective('2026-07-31T16:00Z'), await effective('2026-08-31T15:00Z')]).toEqual(['40.32', '40.32'])
    expect(await ledger.rows('select hour, billed_cost from fact.resource_hour where billed_cost <> 0')).toEqual([
      { hour: '2026-07-31 16:00:00+00', billed_cost: '30000.000000000000000000' },
    ])
    // After day 5: 30,000 x 120 / 744 = 4,838.71 used.
    const used = `select round(sum(effective_cost), 2) from fact.resource_hour where hour < '2026-08-05T16:00Z'`
    expect(await ledger.value(used)).toBe('4838.71')
    expect(await ledger.value('select sum(effective_cost) from fact.resource_hour')).toBe('30000.000000000000000000')
    expect(await ledger.value('select distinct grain_source from fact.resource_hour')).toBe('even_period')
  })

  test('an hour that several grains meet in bears the name of the coarsest', async ({ ledger }) => {
    await load(ledger, [
      { ...during('01T00:00:00', '01T01:00:00'), BilledCost: '1' },
      { ...during('01T00:00:00', '02T00:00:00'), BilledCost: '24' },
    ])

    expect((await hours(ledger)).slice(0, 2)).toEqual([
      { hour: '08-01 00', billed: '2.000000', grain: 'even_day', lines: '2' },
      { hour: '08-01 01', billed: '1.000000', grain: 'even_day', lines: '0' },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('a month line that changes touches each hour of its month and no other resource', async ({ ledger }) => {
    const month = during('01T00:00:00', '31T00:00:00')
    const other = { ...during('02T00:00:00', '02T01:00:00'), ResourceId: 'i-2' }
    await load(ledger, [{ ...month, BilledCost: '720' }, other])

    const { replaced } = await load(ledger, [{ ...month, BilledCost: '1440' }, other])

    expect(replaced?.hours).toBe(720n)
    expect(await ledger.value(`select sum(billed_cost) from report.resource_hour where resource_id = 'i-1'`)).toBe(
      '1440.000000000000000000',
    )
  })
})
