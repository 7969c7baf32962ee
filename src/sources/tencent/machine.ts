/** Which type of machine a charge is for. A row has no field for it: `InstanceType` there is what covers the charge. */
import { type Fields, listOf, textOf } from './fields.js'

/** As CVM and TI-ONE spell them: `GN10Xp.2XLARGE40`, `S5.MEDIUM4`, `TI.GN7.LARGE20.POST`. */
const TYPE = /(?<![\w.])(?:TI\.[A-Z0-9]+\.\w+\.POST|[A-Z][A-Za-z0-9]{1,7}\.(?:SMALL|MEDIUM|\d*X?LARGE)\d+)(?![\w.])/g

/**
 * The type that settings name for the resource, else the one that the row spells out; null where it names none, or several.
 * The name of a component, `运算组件-PNV4-28核116G`, is looked up later with the other columns.
 */
export function machineOf(
  row: Fields,
  component: Fields,
  resourceId: string | null,
  told: ReadonlyMap<string, string>,
): string | null {
  const named = resourceId === null ? undefined : told.get(resourceId)
  if (named !== undefined) return named
  const texts = [textOf(component, 'ItemCodeName'), textOf(row, 'ReserveDetail'), ...configured(component)]
  const types = new Set(texts.flatMap((text) => text?.match(TYPE) ?? []))
  const [only = null] = types
  return types.size === 1 ? only : null
}

function configured(component: Fields): readonly (string | null)[] {
  return listOf(component, 'ComponentConfig').map((entry) => textOf(entry, 'Value'))
}
