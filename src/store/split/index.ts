/** From money to models: the settings, the split, and what is reported. */
export { applySettings, areInForce } from './settings.js'
export type { SettingsApplied, SplitRules } from './settings.js'
export { foldedSpan, hoursDue, refold } from './refold.js'
export type { Refolded } from './refold.js'
export { invoices, reconciliation } from './reconciliation.js'
export type { Invoiced, Reconciled } from './reconciliation.js'
export { reportsLack, unmappedMoney } from './reconciliation.js'
export type { UnmappedMoney } from './reconciliation.js'
