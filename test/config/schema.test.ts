import { format } from 'prettier'
import { expect, test } from 'vitest'
import { configJsonSchema } from '../../src/config/index.js'

// Written anew by `npx vitest run test/config/schema.test.ts -u`.
test('the schema that editors read is the one that readConfig checks', async () => {
  const schema = configJsonSchema()

  const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 120 })

  await expect(text).toMatchFileSnapshot('../../schema/tokenledger.schema.json')
})

test('every setting says what is expected of it and how to write it', () => {
  const schema = configJsonSchema()

  const mute = settingsOf(schema, 'file').filter(({ setting }) => !setting.description || !setting.examples?.length)

  expect(mute.map(({ name }) => name)).toEqual([])
})

type Setting = ReturnType<typeof configJsonSchema>

function settingsOf(setting: Setting, name: string): readonly { name: string; setting: Setting }[] {
  const inside = [...Object.entries(setting.properties ?? {}), ['[]', setting.items] as const]
  const below = inside.flatMap(([key, one]) =>
    typeof one === 'object' && !Array.isArray(one) ? settingsOf(one, `${name}.${key}`) : [],
  )
  return [{ name, setting }, ...below]
}
