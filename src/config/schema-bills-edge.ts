/** The part of the schema that says which files tell of devices at the edge. */
import { resolve } from 'node:path'
import { z } from 'zod'
import { checkEntries, type Told } from './accounts.js'
import { name, text } from './schema-parts.js'
import type { Surroundings } from './secrets.js'

const EXAMPLE = { devices: './edge.yaml' }

const edgeFleet = z
  .strictObject({
    name: name
      .default('edge')
      .meta({ description: 'what the bill of these devices is called, as an account', examples: ['edge'] }),
    devices: text.meta({ description: 'the path of a file of sites and devices', examples: ['./edge.yaml'] }),
  })
  .meta({ description: 'a file of devices', examples: [EXAMPLE] })

export const edge = z
  .array(edgeFleet)
  .default([])
  .meta({ description: 'a list of files of devices of your own', examples: [[EXAMPLE]] })

export interface EdgeConfig {
  /** The billing account of its lines. */
  readonly name: string
  /** The file, absolute. */
  readonly devices: string
}

export function edgeOf(data: z.infer<typeof edge>, { folder }: Surroundings): readonly EdgeConfig[] {
  return data.map(({ name: fleet, devices }) => ({ name: fleet, devices: resolve(folder, devices) }))
}

/** What no schema sees: two of one name. Paths start at the list. */
export function checkEdge(list: unknown, _: Surroundings, complain: Told): void {
  checkEntries(list, edgeFleet, complain, {})
}
