/** What bills that are asked for over an API need beside their lines. */
export { countRequest, keepPage, pagesLoaded, paidPage, requestsOf } from './pages.js'
export type { Asked } from './pages.js'
export { heldMark, heldSums, heldWindows, windowsRead, writeMark, writeTotals } from './held.js'
export type { SourceAccount } from './held.js'
export { measuredHours } from './measured.js'
export type { MachinesAsked } from './measured.js'
export { replacePresence } from './presence.js'
export type { PresenceReplaced, UsageApiHours } from './presence.js'
