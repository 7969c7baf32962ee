/** The whole pipeline against worlds that know the truth: every hour of every version, in both currencies and on each basis. */
import { seedsOfPart, testWorlds } from './seeds.js'

testWorlds('the ledger of world %i is its truth to the last digit', seedsOfPart(0, 2))
