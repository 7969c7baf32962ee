import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configFile, homeFolder } from '../../src/config/index.js'
import { folderWith } from './folder.js'

test('the nearest tokenledger.yaml upward is in force, and home lies beside it', () => {
  const top = folderWith({ 'tokenledger.yaml': '', 'team/tokenledger.yaml': '', 'team/a/b/.keep': '' })
  const options = { cwd: join(top, 'team/a/b'), env: {} }

  const file = configFile(options)

  expect(file).toBe(join(top, 'team/tokenledger.yaml'))
  expect(homeFolder(options)).toBe(join(top, 'team/.tokenledger'))
})

test('a file that is named goes before a variable, and a variable before the nearest', () => {
  const cwd = folderWith({ 'tokenledger.yaml': '' })
  const env = { TOKENLEDGER_CONFIG: 'other/b.yaml' }

  const files = [configFile({ cwd, env, file: 'a.yaml' }), configFile({ cwd, env }), configFile({ cwd, env: {} })]

  expect(files).toEqual([join(cwd, 'a.yaml'), join(cwd, 'other/b.yaml'), join(cwd, 'tokenledger.yaml')])
  expect(homeFolder({ cwd, env })).toBe(join(cwd, 'other/.tokenledger'))
})

test('without any file home is in the folder of the user', () => {
  const cwd = folderWith({})

  const home = homeFolder({ cwd, env: { HOME: '/home/ann' } })

  expect(home).toBe('/home/ann/.tokenledger')
})

test('TOKENLEDGER_HOME is home wherever the file lies', () => {
  const cwd = folderWith({ 'tokenledger.yaml': '' })

  const home = homeFolder({ cwd, env: { TOKENLEDGER_HOME: 'state' } })

  expect(home).toBe(join(cwd, 'state'))
})
