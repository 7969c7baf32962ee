/** A dashboard of panels: where they stand, what is chosen above them, what is marked in them, where its links lead. */
import { type Annotation, type Dashboard, DATASOURCE, type Link, type Panel, type Variable } from './grafana.js'
import type { Sized } from './panel.js'
import { inline, paragraphs, type Words, words } from './words.js'

export interface DashboardSaid {
  /** Fixed: links and alerts name a dashboard by it. */
  readonly uid: string
  readonly title: Words
  readonly description: Words
  readonly variables: readonly Variable[]
  readonly panels: readonly Sized[]
  /** An IANA zone, of which days are. */
  readonly timeZone: string
  readonly from?: string
}

const TAG = 'tokenledger'
const COLUMNS = 24

export function dashboard(said: DashboardSaid): Dashboard {
  return {
    uid: said.uid,
    title: inline(said.title),
    description: paragraphs(said.description),
    tags: [TAG],
    schemaVersion: 41,
    version: 1,
    editable: false,
    graphTooltip: 1,
    fiscalYearStartMonth: 0,
    liveNow: false,
    preload: false,
    refresh: '5m',
    time: { from: said.from ?? 'now-30d/d', to: 'now' },
    timepicker: {},
    timezone: said.timeZone,
    weekStart: 'monday',
    templating: { list: [...said.variables] },
    annotations: { list: marks() },
    links: [others()],
    panels: placed(said.panels),
  }
}

/** In lines from left to right; a line is as high as its highest panel. */
function placed(panels: readonly Sized[]): Panel[] {
  let [x, y, height] = [0, 0, 0]
  return panels.map(({ panel, size: [w, h] }) => {
    if (x + w > COLUMNS) [x, y, height] = [0, y + height, 0]
    const gridPos = { x, y, w, h }
    ;[x, height] = [x + w, Math.max(height, h)]
    return { ...panel, gridPos }
  })
}

function others(): Link {
  return {
    type: 'dashboards',
    title: 'tokenledger',
    tags: [TAG],
    asDropdown: true,
    icon: 'external link',
    includeVars: true,
    keepTime: true,
    targetBlank: false,
    tooltip: '',
    url: '',
  }
}

function marks(): Annotation[] {
  return [
    mark('deployment', words('Deployments', '部署'), 'blue'),
    mark('price', words('Prices and machine types', '价格与机型'), 'purple'),
    mark('restatement', words('Restatements', '重述'), 'orange'),
  ]
}

function mark(kind: string, title: Words, iconColor: string): Annotation {
  const rawSql = `select at as "time", text_en || ' · ' || text_zh as text, kind as tags
from report.event
where kind = '${kind}' and at >= $__timeFrom()::timestamptz and at < $__timeTo()::timestamptz
order by at`
  const target = { refId: 'Anno', datasource: DATASOURCE, editorMode: 'code', format: 'table', rawQuery: true, rawSql }
  return { name: inline(title), datasource: DATASOURCE, enable: kind !== 'restatement', hide: false, iconColor, target }
}
