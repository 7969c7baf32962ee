/** Grafana's own types of a classic dashboard, for the compiler alone: of `@grafana/schema` nothing runs and nothing ships. */
import type * as grafana from '@grafana/schema'

/** A type with its enums as the plain values that stand in JSON. */
type Plain<T> = 0 extends 1 & T
  ? T
  : T extends string
    ? `${T}`
    : T extends number | boolean | null | undefined
      ? T
      : T extends readonly (infer Item)[]
        ? Plain<Item>[]
        : T extends object
          ? { [Key in keyof T]: Plain<T[Key]> }
          : T

/** A dashboard as it stands in its file. `schemaVersion` 41 is what Grafana 10 to 13 load or migrate by themselves. */
export type Dashboard = Plain<grafana.Dashboard> & { readonly uid: string; readonly title: string }
export type Panel = Plain<grafana.Panel> & { readonly id: number; readonly title: string; readonly description: string }
export type Variable = Plain<grafana.VariableModel>
export type Annotation = Plain<grafana.AnnotationQuery>
export type Link = Plain<grafana.DashboardLink>
export type Override = Plain<grafana.FieldConfigSource>['overrides'][number]
export type FieldDefaults = Plain<grafana.FieldConfig>
export type Mapping = NonNullable<FieldDefaults['mappings']>[number]

/** A query of Grafana's PostgreSQL source; without a format its backend panics. */
export interface Target {
  readonly refId: string
  readonly datasource: typeof DATASOURCE
  readonly editorMode: 'code'
  readonly format: 'table' | 'time_series'
  readonly rawQuery: true
  readonly rawSql: string
}

/** The id of the plugin; a source that was made as `postgres` is found by it, too. */
export const PLUGIN = 'grafana-postgresql-datasource'

/** The source that the reader chose: a variable works for files, for imports by hand and for Helm; `__inputs` only by hand. */
export const DATASOURCE = { type: PLUGIN, uid: '${datasource}' } as const
