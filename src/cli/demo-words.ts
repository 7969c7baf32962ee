/** What the demo says, in English and in Chinese. Names of services and resources stay as they are billed. */
import { inChinese } from './print.js'

export interface DemoWords {
  readonly madeUp: string
  readonly bills: string
  readonly later: string
  readonly loaded: (lines: string, requests: string, hours: string) => string
  readonly differed: (lines: string, came: string, gone: string, hours: string) => string
  readonly rates: string
  readonly ratesLoaded: (fixings: string) => string
  readonly usage: string
  readonly usageLoaded: (replicaHours: string) => string
  readonly unchanged: string
  readonly byModel: string
  readonly byModelNote: readonly string[]
  readonly byService: string
  readonly byResource: string
  readonly bases: string
  /** That bills stand in their own currencies, and come to what the models' table sums up to. */
  readonly byCurrency: (together: string) => string
  readonly sameBills: string
  readonly inCurrency: (title: string, currency: string) => string
  readonly provider: string
  readonly change: string
  readonly law: string
  readonly lawHolds: string
  readonly next: string
  readonly model: string
  readonly tokens: string
  readonly perThousand: (currency: string) => string
  readonly idle: string
  readonly status: string
  readonly statuses: Readonly<Record<string, string>>
  readonly reasons: Readonly<Record<string, string>>
  readonly service: string
  readonly resource: string
  readonly list: string
  readonly billed: string
  readonly effective: string
  readonly unknown: string
  readonly others: (count: string) => string
  readonly all: string
  readonly noResource: string
  readonly hours: string
  readonly before: string
  readonly after: string
  readonly difference: string
  readonly account: string
  readonly bill: string
  readonly serving: string
  readonly shared: string
  readonly unattributed: string
  readonly look: string
  readonly example: string
  readonly page: string
  readonly own: string
  readonly stop: string
  readonly reset: string
}

export const english: DemoWords = {
  madeUp: 'A made-up world on this machine: eight servers on four clouds, a week of August 2026.',
  rates: 'Exchange rates, from a stand-in of the PBoC publisher',
  ratesLoaded: (fixings) => `${fixings} fixings.`,
  bills: 'Bills of AWS, Google Cloud, Alibaba Cloud and Tencent Cloud, each through its own API and SDK',
  loaded: (lines, requests, hours) =>
    `${requests} requests, ${lines} lines: ${hours} resource-hours, in dollars and yuan at the rate of each day.`,
  later: 'Three days later: the same questions, and what the clouds say now',
  differed: (lines, came, gone, hours) =>
    `${came} of ${lines} lines are new or changed, ${gone} went: only ${hours} resource-hours were folded anew.`,
  usage: 'Telemetry of the servers, which run vLLM, from a Prometheus API',
  usageLoaded: (replicaHours) => `${replicaHours} replica-hours counted, hour by hour.`,
  unchanged: 'Loaded before: nothing changed, nothing was written.',
  byModel: 'What each model version cost',
  byModelNote: [
    'Effective, at made-up rates: a share of machines, working or loaded and idle. ≥: a lower bound.',
    'What no version got stands below, with the reason; all of it together is the bills.',
  ],
  byService: 'Cost by service, as it is billed',
  byResource: 'Cost by resource, as it is billed',
  bases: 'list: public prices. billed: what the invoice asks. effective: prepaid money where it is used.',
  byCurrency: (together) =>
    `Bills in dollars, then in yuan. Effective, at each day's rate, they are the ${together} above.`,
  sameBills: 'The same bills and sums, by what was paid for.',
  inCurrency: (title, currency) => `${title}, bills in ${currency}`,
  provider: 'Provider',
  change: 'What the restated bills changed (billed)',
  law: 'Where each bill went (effective), to the last digit',
  lawHolds: 'On every basis, in every currency: difference 0. A load that does not add up is not written.',
  next: 'What next',
  model: 'Model',
  tokens: '1k tokens',
  perThousand: (currency) => `${currency}/1k`,
  idle: 'Idle',
  status: 'Status',
  statuses: {},
  reasons: {
    cold_idle: 'idle, no model loaded',
    support: 'shared: support',
    unused_commitment: 'commitment not used',
    purchase: 'commitment bought',
    tax: 'tax',
    credit: 'credits',
    rounding: 'rounding',
    out_of_scope: 'not inference',
    no_resource: 'no resource',
    no_telemetry: 'no telemetry',
    unmapped: 'nobody says what for',
  },
  service: 'Service',
  resource: 'Resource',
  list: 'List',
  billed: 'Billed',
  effective: 'Effective',
  unknown: 'unknown',
  others: (count) => `${count} more`,
  all: 'Together',
  noResource: 'no resource: ',
  hours: 'Hours',
  before: 'Before',
  after: 'After',
  difference: 'Difference',
  account: 'Account',
  bill: 'Bill',
  serving: 'Serving',
  shared: 'Shared',
  unattributed: 'No version',
  look: 'Look with psql, Grafana or any PostgreSQL client (--show-password tells the password too):',
  example: 'select * from report.kpi_day',
  page: 'Make a page of it for finance, in English and Chinese, in one file:',
  own: 'Load your own FOCUS export, into a ledger of its own:',
  stop: 'Stop the demo server (the data stay):',
  reset: 'Delete the demo:',
}

export const chinese: DemoWords = {
  madeUp: '本机上的虚构世界：四朵云上的八台服务器，2026 年 8 月的一周。没有访问任何云。',
  rates: '汇率，来自模拟的人民币中间价发布方',
  ratesLoaded: (fixings) => `${fixings} 个中间价。`,
  bills: 'AWS、Google Cloud、阿里云、腾讯云的账单，各自经自己的 API 和 SDK',
  loaded: (lines, requests, hours) =>
    `${requests} 次请求，${lines} 行账单：${hours} 个资源小时，各按其北京日的汇率折合成美元和人民币。`,
  later: '三天后：同样的问题，各家云如今的说法',
  differed: (lines, came, gone, hours) =>
    `${lines} 行中新增或变动 ${came} 行，撤下 ${gone} 行；只重算了 ${hours} 个资源小时，其余未动。`,
  usage: '服务器（运行 vLLM）的遥测，来自 Prometheus 接口',
  usageLoaded: (replicaHours) => `逐小时数出 ${replicaHours} 个副本小时的用量。`,
  unchanged: '此前已加载：没有变化，未写入任何内容。',
  byModel: '每个模型版本花了多少',
  byModelNote: [
    '摊销费用，汇率是虚构的：它占用机器的份额，含工作与已加载而空闲的时间。≥：用量只是下限。',
    '没有归到任何版本的费用列在下面，并写明原因；全部加起来就是账单。',
  ],
  byService: '按服务的费用（账单币种）',
  byResource: '按资源的费用（账单币种）',
  bases: '目录价：公开价格。账单：发票金额。摊销：预付费用按使用时间分摊。',
  byCurrency: (together) => `先是美元账单，后是人民币账单；摊销金额按各日汇率折算，合起来就是上面的 ${together}。`,
  sameBills: '同样的账单、同样的合计，按资源列出。',
  inCurrency: (title, currency) => `${title}（${currency} 账单）`,
  provider: '云厂商',
  change: '重新出账改变了什么（账单金额）',
  law: '每份账单去了哪里（摊销），分毫不差',
  lawHolds: '每种口径、每种货币：差额 0。对不上的加载不会写入。',
  next: '接下来',
  model: '模型',
  tokens: '千 token',
  perThousand: (currency) => `${currency}/千`,
  idle: '空闲',
  status: '状态',
  statuses: { estimated: '估算', preliminary: '初步', final: '最终' },
  reasons: {
    cold_idle: '空闲，未加载模型',
    support: '共享：技术支持',
    unused_commitment: '未使用的承诺',
    purchase: '购买承诺',
    tax: '税',
    credit: '抵扣',
    rounding: '舍入',
    out_of_scope: '非推理',
    no_resource: '无资源',
    no_telemetry: '没有遥测',
    unmapped: '用途不明',
  },
  service: '服务',
  resource: '资源',
  list: '目录价',
  billed: '账单',
  effective: '摊销',
  unknown: '未知',
  others: (count) => `其余 ${count} 项`,
  all: '合计',
  noResource: '无资源：',
  hours: '小时数',
  before: '之前',
  after: '之后',
  difference: '差额',
  account: '账号',
  bill: '账单',
  serving: '服务',
  shared: '共享',
  unattributed: '无版本',
  look: '用 psql、Grafana 或任何 PostgreSQL 客户端查看（加 --show-password 显示密码）：',
  example: 'select * from report.kpi_day',
  page: '做成一页给财务看，中英文都在一个文件里：',
  own: '加载自己的 FOCUS 导出文件（存入另一个账本）：',
  stop: '停止演示服务器（数据保留）：',
  reset: '删除演示数据：',
}

export function wordsFor(env: NodeJS.ProcessEnv): DemoWords {
  return inChinese(env) ? chinese : english
}
