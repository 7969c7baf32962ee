/** The whole pipeline against worlds that know the truth: every hour of every version, in both currencies and on each basis. */
import { seedsOfPart, testWorlds } from './seeds.js'

testWorlds('of world %i the ledger knows every digit', seedsOfPart(1, 2))
