/** What a bill names: the resource, its labels, the reservation it ran in. Both exports say it in the same words. */
import type { BillLine, Detail } from '../../records/bill-line.js'
import { pairsOf, type Row, textOf } from './fields.js'

const MACHINE = /^\/\/compute\.googleapis\.com\/projects\/([^/]+)\/zones\/([^/]+)\/instances\/([^/]+)$/
const NUMBER = /^\d+$/
const ACCOUNT = /^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/

/**
 * `project/zone/name` of a machine, on which its GPU, cores and memory meet: they are three SKUs, and the price of the
 * machine is nowhere but in their sum. Google also writes the numbers of project and machine, which no telemetry knows;
 * where the names stand beside them, the names count. Other resources keep the name that they have everywhere.
 */
export function resourceOf(row: Row): string | null {
  const [whole, name, project] = [textOf(row, 'global_name'), textOf(row, 'resource_name'), textOf(row, 'project_id')]
  if (whole === null) return name
  const [, itsProject = '', zone = '', itsName = ''] = MACHINE.exec(whole) ?? []
  if (zone === '') return whole
  const named = project !== null && !ACCOUNT.test(project) && NUMBER.test(itsProject) ? project : itsProject
  return `${named}/${zone}/${NUMBER.test(itsName) && name !== null ? name.replace(/^.*\//, '') : itsName}`
}

/**
 * Labels, and the tags of the resource hierarchy beside them; a tag that is called as a label is, and says otherwise,
 * yields. A rate other than 1 goes along, for it is what Google made dollars into this currency with.
 */
export function tagsOf(row: Row): Record<string, string> {
  const rate = textOf(row, 'rate')
  const converted: [string, string][] =
    rate === null || textOf(row, 'currency') === 'USD' ? [] : [['currency_conversion_rate', rate]]
  return Object.fromEntries([...pairsOf(row, 'tag_list'), ...converted, ...pairsOf(row, 'label_list')])
}

/** Under the names that class rules ask for. `machine_spec`, `reservation_name` and their like stand in x_SystemLabels. */
export function detailsOf(row: Row): BillLine['details'] {
  const said: readonly (readonly [Detail, string | null])[] = [
    ['AvailabilityZone', textOf(row, 'zone')],
    ['PricingCurrency', 'pricing_currency' in row ? textOf(row, 'pricing_currency') : null],
    ['SkuMeter', textOf(row, 'sku')],
    ['x_ProjectLabels', listOf(row, 'project_label_list')],
    ['x_ServiceId', textOf(row, 'service_id')],
    ['x_SystemLabels', listOf(row, 'system_label_list')],
  ]
  const details: Partial<Record<Detail, string>> = {}
  for (const [name, value] of said) if (value !== null) details[name] = value
  return details
}

/** The reservation that a machine ran in, or that nobody ran in. */
export function reservationOf(row: Row): Pick<BillLine, 'capacityReservationId' | 'capacityReservationStatus'> {
  const labels = new Map(pairsOf(row, 'system_label_list'))
  const name = labels.get('compute.googleapis.com/reservation_name')
  if (name === undefined) return { capacityReservationId: null, capacityReservationStatus: null }
  const project = labels.get('compute.googleapis.com/reservation_project_id')
  const unused = labels.get('compute.googleapis.com/is_unused_reservation')?.toLowerCase() === 'true'
  return {
    capacityReservationId: project === undefined ? name : `${project}/${name}`,
    capacityReservationStatus: unused ? 'Unused' : 'Used',
  }
}

function listOf(row: Row, column: string): string | null {
  const text = textOf(row, column)
  return text === '[]' ? null : text
}
