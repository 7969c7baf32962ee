/** What was charged for, by codes: names come in the language of the account. */
import type { BillLine } from '../../records/bill-line.js'
import type { Cells } from './cells.js'
import { regionNamed } from './regions.js'

/** Categories of FOCUS by ProductCode, of the codes that have been seen in bills. Of others the category is unknown. */
const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['ecs', 'Compute'],
  ['fc', 'Compute'],
  ['ack', 'Compute'],
  ['yundisk', 'Storage'],
  ['snapshot', 'Storage'],
  ['oss', 'Storage'],
  ['rds', 'Databases'],
  ['slb', 'Networking'],
  ['eip', 'Networking'],
  ['sas', 'Security'],
  ['sfm', 'AI and Machine Learning'],
])
/** Model Studio, billed by tokens. */
const MODEL_STUDIO = 'sfm'

type Product = Pick<BillLine, 'serviceName' | 'skuId' | 'regionId' | 'resourceId' | 'details'>

/** Service, SKU, region and resource of a row, and the details that rules and instance types ask for. */
export function productOf(cells: Cells): Product {
  const product = cells.must('ProductCode')
  const item = cells.text('BillingItemCode')
  const spec = cells.text('InstanceSpec')
  const resourceId = cells.text('InstanceID')
  const region = cells.text('Region')
  const model = product === MODEL_STUDIO ? modelIn(resourceId) : undefined
  // A system disk names the type of its machine, too: only the machine's own item is that SKU.
  const machine = spec !== null && (item === null || /instance/i.test(item)) ? spec : undefined
  const details = {
    ServiceCategory: categoryOf(product, item),
    ResourceType: spec ?? undefined,
    SkuPriceDetails: priceDetails(model, spec),
    x_BillingItemCode: item ?? undefined,
    x_CommodityCode: cells.text('CommodityCode') ?? undefined,
    x_ServiceCode: cells.text('PipCode') ?? undefined,
  }
  return {
    serviceName: product,
    skuId: model === undefined ? (machine ?? item ?? cells.text('CommodityCode')) : `${model}-${item ?? 'tokens'}`,
    regionId: region === null ? null : (regionNamed(region) ?? null),
    resourceId,
    details: Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined)),
  }
}

function categoryOf(product: string, item: string | null): string | undefined {
  return product === 'ecs' && item !== null && /disk/i.test(item) ? 'Storage' : CATEGORIES.get(product)
}

/** `<n>;<workspace>;<model>;<item>;...`: what Model Studio has for an instance. */
function modelIn(resourceId: string | null): string | undefined {
  const parts = resourceId?.split(';') ?? []
  const model = parts[2]?.trim() ?? ''
  return parts.length >= 4 && model !== '' ? model : undefined
}

/** `ModelId` and `InstanceType` are the names of FOCUS 1.5. */
function priceDetails(model: string | undefined, spec: string | null): string | undefined {
  if (model !== undefined) return JSON.stringify({ ModelId: model })
  return spec === null ? undefined : JSON.stringify({ InstanceType: spec })
}
