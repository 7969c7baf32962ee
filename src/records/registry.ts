/** What a registry of models says at one moment. */

/** A version as it is registered. Times are ISO text in UTC; null: the registry does not tell. */
export interface RegisteredVersion {
  readonly model: string
  readonly version: string
  readonly createdAt: string | null
  readonly status: string | null
  readonly stage: string | null
  /** Where its files lie. */
  readonly source: string | null
  readonly runId: string | null
  readonly tags: Readonly<Record<string, string>>
}

/** A name that points to a version: the one that it is served under (`tag`), or an alias of its model. */
export interface RegisteredName {
  readonly rule: 'tag' | 'alias'
  readonly model: string
  readonly version: string
  readonly name: string
  /** Dates that stand in the registry itself; null where it tells none. */
  readonly from: string | null
  readonly to: string | null
}

export interface RegistryAnswer {
  /** As the settings call it. */
  readonly registry: string
  readonly versions: readonly RegisteredVersion[]
  readonly names: readonly RegisteredName[]
  /** What could not be understood and is not in the answer, in words. */
  readonly warnings: readonly string[]
  /** How many requests it took. */
  readonly requests: number
}

/** A version by its two names. */
export interface VersionName {
  readonly model: string
  readonly version: string
}
