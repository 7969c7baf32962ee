/** A registry that is a file: what it says, and every mistake in it at once. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRegistryFile } from '../../../src/sources/registry-file/index.js'
import { folderWith } from '../../config/folder.js'

const read = (yaml: string) =>
  readRegistryFile({
    name: 'ours',
    file: join(folderWith({ 'versions.yaml': yaml }), 'versions.yaml'),
    servedAlias: undefined,
  })

test('a file names versions, what they are served as from when to when, aliases and tags', async () => {
  const said = await read(`
versions:
  - { model: qwen, version: v1, served_model: chat, from: 2026-08-01, to: 2026-08-01T12:00:00Z }
  - { model: qwen, version: v2, served_model: chat, from: 2026-08-01T12:00:00Z, aliases: [champion], tags: { size: 32b } }
  - { model: qwen, version: v3 }
`)

  expect(said.names).toEqual([
    {
      rule: 'tag',
      model: 'qwen',
      version: 'v1',
      name: 'chat',
      from: '2026-08-01T00:00:00Z',
      to: '2026-08-01T12:00:00Z',
    },
    { rule: 'tag', model: 'qwen', version: 'v2', name: 'chat', from: '2026-08-01T12:00:00Z', to: null },
    { rule: 'alias', model: 'qwen', version: 'v2', name: 'champion', from: null, to: null },
  ])
  expect(said.versions.map(({ version, createdAt, tags }) => [version, createdAt, tags])).toEqual([
    ['v1', '2026-08-01T00:00:00Z', {}],
    ['v2', '2026-08-01T12:00:00Z', { size: '32b' }],
    ['v3', null, {}],
  ])
})

test('all mistakes are told at once, each with its line', async () => {
  const said = read(`versions:
  - { model: qwen, version: v1, served_model: chat, from: 2026-08-02, to: 2026-08-01 }
  - { model: qwen, version: v1, aliases: [champion] }
  - { model: qwen, version: v2, aliases: [champion], to: 2026-08-01 }
  - { model: qwen, version: v3, from: 2026-08-01 }
  - { model: qwen, version: v4, served_model: chat, from: 1 August }
  - { model: qwen, versoin: v5 }
`)

  await expect(said).rejects.toThrow(/versions\.yaml:2:5: .* ends at 2026-08-01 before it begins at 2026-08-02/)
  await expect(said).rejects.toThrow(/versions\.yaml:3:5: .* says qwen v1, as versions\[0\] does/)
  await expect(said).rejects.toThrow(/versions\.yaml:4:5: .* has an end and no beginning/)
  await expect(said).rejects.toThrow(/versions\.yaml:4:5: .* says the alias champion of qwen, as versions\[1\] does/)
  await expect(said).rejects.toThrow(/versions\.yaml:5:5: .* says from when it is served, and not as what/)
  await expect(said).rejects.toThrow(
    /versions\.yaml:6:\d+: versions\[4\]\.from is "1 August"; expected a time in UTC or a day/,
  )
  await expect(said).rejects.toThrow(
    /versions\.yaml:7:\d+: versions\[5\]\.versoin is not a setting. Did you mean version\?/,
  )
})
