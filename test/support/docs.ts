/** The pages that users read, taken apart. */
import { readFile } from 'node:fs/promises'
import { shipped } from '../../src/shipped.js'

export interface Block {
  /** sh and sql are run, yaml is read, console is compared with the help, text is only looked at. */
  readonly language: string
  readonly text: string
  /** Of the line after the fence, counted from 1. */
  readonly line: number
}

export async function page(path: string): Promise<string> {
  return readFile(shipped(path), 'utf8')
}

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let open: { language: string; line: number; lines: string[] } | undefined
  for (const [i, line] of text.split('\n').entries()) {
    const fence = /^```(\w*)\s*$/.exec(line)
    if (fence === null) open?.lines.push(line)
    else if (open === undefined) open = { language: fence[1] ?? '', line: i + 2, lines: [] }
    else {
      blocks.push({ language: open.language, line: open.line, text: open.lines.join('\n') })
      open = undefined
    }
  }
  return blocks
}

/** The cells of every table row, bare of backquotes; rules and titles left out. */
export function rowsOf(text: string): string[][] {
  const lines = text.split('\n')
  return lines
    .filter((line, i) => line.startsWith('|') && !/^\|[-:|]+\|$/.test(line) && !/^\|[-:|]+\|$/.test(lines[i + 1] ?? ''))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')))
}

/** Headings by depth, the columns of tables, and the blocks themselves, but for what a program says (text). */
export function shapeOf(text: string): unknown {
  const outside = text.replaceAll(/^```[^]*?^```$/gm, '')
  return {
    headings: [...outside.matchAll(/^(#+) /gm)].map(([, depth]) => depth),
    rows: rowsOf(text).length,
    items: [...outside.matchAll(/^(- |\d+\. )/gm)].length,
    blocks: blocksOf(text).map(({ language, text: inside }) =>
      inside.includes('demo') ? language : [language, inside],
    ),
  }
}

/** As GitHub makes them of headings. */
export function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

export function tableUnder(text: string, title: string): string[][] {
  const section = new RegExp(`^## ${title}\\n([^]*?)(?=^## )`, 'm').exec(text)?.[1] ?? ''
  return rowsOf(section)
}
