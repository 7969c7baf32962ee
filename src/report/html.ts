/** The page as one HTML file: no script, nothing from elsewhere, both languages, and a policy that forbids the rest. */
import { escaped } from './escape.js'
import type { Block, Both, Cell, Column, Language, Page, Row, Section } from './page.js'
import { spoken } from './page.js'
import { STYLE } from './style.js'
import { WORDS } from './words.js'

/** @param language which one is seen first; the reader switches without a script, and a printer prints what is seen */
export function htmlOf(page: Page, language: Language): string {
  const title = `${spoken(page.title, language)} · ${spoken(page.range, language)}`
  const pick = (id: string, of: Language): string =>
    `<input class="pick" type="radio" name="language" id="${id}" aria-label="${of}"${of === language ? ' checked' : ''}>`
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${pick('in-en', 'en')}${pick('in-zh', 'zh-CN')}
<div class="sheet">
<header>
<nav class="languages"><label for="in-en" lang="en">English</label><label for="in-zh" lang="zh-CN">中文</label></nav>
<p class="brand">tokenledger</p>
<h1>${said(page.title)}</h1>
<p class="range">${said(page.range)}</p>
<p class="made">${said(page.made)}</p>
</header>
<main>
${page.sections.map(sectionOf).join('\n')}
</main>
<footer>${said(WORDS.rounded)}</footer>
</div>
</body>
</html>
`
}

function said({ en, zh }: Both): string {
  if (en === zh) return escaped(en)
  return `<span class="en" lang="en">${escaped(en)}</span><span class="zh" lang="zh-CN">${escaped(zh)}</span>`
}

function sectionOf({ id, title, blocks }: Section): string {
  return `<section id="${id}">\n<h2>${said(title)}</h2>\n${blocks.map(blockOf).join('\n')}\n</section>`
}

function blockOf(block: Block): string {
  switch (block.is) {
    case 'heading':
      return `<h3>${said(block.text)}</h3>`
    case 'note':
      return `<p class="note ${block.tone ?? ''}">${said(block.text)}</p>`
    case 'tiles':
      return `<div class="tiles">${block.tiles
        .map(
          ({ label, cell }) => `<div class="tile"><p>${said(label)}</p><div class="figure">${figure(cell)}</div></div>`,
        )
        .join('')}</div>`
    case 'chart':
      return (
        `<figure><figcaption><b>${said(block.title)}</b>` +
        `${block.legend.map(({ kind, label }) => `<span class="key"><i class="back-${kind}"></i>${said(label)}</span>`).join('')}` +
        `</figcaption>${block.svg}</figure>`
      )
    case 'table':
      return tableOf(block.columns, block.rows)
    default:
      return block satisfies never
  }
}

function tableOf(columns: readonly Column[], rows: readonly Row[]): string {
  const side = (i: number): string => (columns[i]?.right === true ? ' class="right"' : '')
  const head = columns.map(({ title }, i) => `<th scope="col"${side(i)}>${said(title)}</th>`).join('')
  const body = rows.map(({ cells, total }) => {
    const [first, ...rest] = cells
    const name = first === undefined ? '' : `<th scope="row">${figure(first)}</th>`
    const others = rest.map((cell, i) => `<td${side(i + 1)}>${figure(cell)}</td>`).join('')
    return `<tr${total === true ? ' class="total"' : ''}>${name}${others}</tr>`
  })
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`
}

/** An exact figure is a `data` element: its value is the text of the database, to the last digit. */
function figure({ shown, exact, tone, below, picture }: Cell): string {
  const inner = said(shown)
  const held =
    exact === undefined || exact === ''
      ? `<span class="${tone ?? ''}">${inner}</span>`
      : `<data value="${escaped(exact)}" title="${escaped(exact)}" class="${tone ?? ''}">${inner}</data>`
  return `${picture ?? ''}${held}${below === undefined ? '' : `<small>${said(below)}</small>`}`
}
