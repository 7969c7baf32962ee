import { expect, test } from 'vitest'
import { hidden } from '../src/hidden.js'

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'

test.each([
  SECRET,
  encodeURIComponent(SECRET),
  encodeURIComponent(encodeURIComponent(SECRET)),
  Buffer.from(SECRET).toString('base64'),
  Buffer.from(`u:${SECRET}`).toString('base64').slice(4),
  SECRET.slice(0, 20),
  SECRET.slice(12),
])('a secret spelt %s is hidden, and the words around it stay', (spelt) => {
  const shown = hidden(`refused ${spelt} twice`, [undefined, SECRET])

  expect(shown).toMatch(/^refused .{0,4}\[hidden\].{0,7} twice$/)
})

test.each([
  ['authorization: Bearer abc.def-0123456789', 'authorization: Bearer [hidden]'],
  ['Basic bGVkZ2VyOnBhc3N3b3Jk is wrong', 'Basic [hidden] is wrong'],
  ['got eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJsIn0.c2ln', 'got [hidden]'],
  ['/costs?comp=list&sig=a%2Fb%3D&sr=c', '/costs?comp=list&sig=[hidden]&sr=c'],
  ['Credential=AKID/x, Signature=0a1b2c', 'Credential=AKID/x, Signature=[hidden]'],
  ['x-amz-security-token:FwoGZXIvYXdz', 'x-amz-security-token:[hidden]'],
  ['SharedKey exampleexports:c2lnbmF0dXJl', 'SharedKey [hidden]'],
  ['-----BEGIN PRIVATE KEY----- MIIE', '[hidden]'],
])('what lets one in is hidden in %s, whoever it is of', (text, shown) => {
  expect(hidden(text, [])).toBe(shown)
})

test('words without a secret stay as they are', () => {
  const words =
    'IncompleteSignature: the basic plan has no signature. HTTP 403 at exampleexports.blob.core.windows.net.'

  expect(hidden(words, [SECRET, '', 'abc'])).toBe(words)
})
