/** The sections of a report as tables of a terminal: the same cells as the page, without its charts. */
import { type Block, type Language, type Page, spoken } from '../report/index.js'
import { say, table } from './print.js'

type CellOf = Extract<Block, { is: 'table' }>['rows'][number]['cells'][number]

export function showPage(page: Page, language: Language): void {
  say(`${spoken(page.title, language)}, ${spoken(page.range, language)}`)
  say(spoken(page.made, language))
  for (const { title, blocks } of page.sections) {
    say(`\n== ${spoken(title, language)} ==`)
    for (const block of blocks) showBlock(block, language)
  }
}

function showBlock(block: Block, language: Language): void {
  switch (block.is) {
    case 'heading':
      return say(`\n${spoken(block.text, language)}`)
    case 'note':
      return say(`\n${spoken(block.text, language)}`)
    case 'tiles':
      return say(
        `\n${table(
          [{ title: '' }, { title: '', align: 'right' }],
          block.tiles.map(({ label, cell }) => [spoken(label, language), plain(cell, language, undefined)]),
        ).trimStart()}`,
      )
    case 'table': {
      const whys: string[] = []
      // A column that holds pictures alone is for paper.
      const told = block.columns.map((_, i) => block.rows.some(({ cells }) => cells[i]?.picture === undefined))
      say(
        `\n${table(
          block.columns
            .filter((_, i) => told[i])
            .map(({ title, right }) => ({
              title: spoken(title, language),
              align: right === true ? ('right' as const) : ('left' as const),
            })),
          block.rows.map(({ cells }) => cells.filter((_, i) => told[i]).map((cell) => plain(cell, language, whys))),
        )}`,
      )
      return whys.forEach((why, i) => say(`${i === 0 ? '\n' : ''}[${i + 1}] ${why}`))
    }
    case 'chart':
      return
    default:
      return block satisfies never
  }
}

/** Why it is not known stands below the table, by its number; without a table beside it. Other remarks are for paper. */
function plain({ shown, below, tone }: CellOf, language: Language, whys: string[] | undefined): string {
  const said = spoken(shown, language)
  if (below === undefined || tone !== 'unknown') return said
  const why = spoken(below, language)
  if (whys === undefined) return `${said} (${why})`
  if (!whys.includes(why)) whys.push(why)
  return `${said} [${whys.indexOf(why) + 1}]`
}
