/** Messages to people: one file a kind of receiver. Knows nothing of the ledger. */
export { openChannel, USUAL } from './channel.js'
export type { Around, Channel, Delivered, Undelivered } from './channel.js'
export { same } from './message.js'
export type { Fact, Message, Words } from './message.js'
export { messagesOf } from './grafana.js'
export { startRelay } from './relay.js'
export type { Relay } from './relay.js'
export { storedMessages } from './stored.js'
