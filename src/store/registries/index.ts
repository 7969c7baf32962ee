/** Registries of models in the ledger. */
export { heldVersions, writeRegistry } from './write.js'
export type { RegistryOptions, RegistryWritten } from './write.js'
