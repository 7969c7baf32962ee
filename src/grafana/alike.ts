/**
 * Whether Grafana holds what we say. It adds fields of its own to what it is sent, and from 12.2 on, where it keeps dashboards by
 * its newest schema, leaves out what is empty and puts a mark of its own before the others
 * (grafana/grafana:apps/dashboard/pkg/migration/frontend_defaults.go); none of this is a difference.
 */

/** The path of the first difference, `panels[3].title`; undefined: there is none. */
export function differenceOf(wanted: unknown, held: unknown, path = ''): string | undefined {
  if (wanted === undefined || (isEmpty(wanted) && isEmpty(held))) return undefined
  if (Array.isArray(wanted)) {
    if (!Array.isArray(held)) return path
    const others = held.filter((one) => !isBuiltIn(one))
    if (wanted.length !== others.length) return path
    return first(wanted.map((one, i) => () => differenceOf(one, others[i], `${path}[${i}]`)))
  }
  if (!isObject(wanted)) return wanted === held ? undefined : path
  const has = isObject(held) ? held : {}
  const within = path === '' ? '' : `${path}.`
  return first(
    Object.entries(wanted).map(
      ([key, one]) =>
        () =>
          differenceOf(one, has[key], `${within}${key}`),
    ),
  )
}

function first(looks: readonly (() => string | undefined)[]): string | undefined {
  for (const look of looks) {
    const found = look()
    if (found !== undefined) return found
  }
  return undefined
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (isObject(value)) return Object.values(value).every(isEmpty)
  return value === undefined || value === null || value === '' || value === 0 || value === false
}

/** The mark `Annotations & Alerts`, which is on every dashboard that Grafana itself saved. */
function isBuiltIn(one: unknown): boolean {
  return isObject(one) && one['builtIn'] === 1
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
