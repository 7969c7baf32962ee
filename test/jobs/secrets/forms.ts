/** How services put what they say no with. */
import type { Words } from './parrot.js'

export function json(status: number, document: unknown): Words {
  return { status, type: 'application/json', body: JSON.stringify(document) }
}

export function xml(status: number, code: string, words: string): Words {
  const clean = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${clean}</Message></Error>`
  return { status, type: 'application/xml', body }
}
