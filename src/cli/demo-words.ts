/** What the demo says, in English and in Chinese. Names of services and resources stay as they are billed. */

export interface DemoWords {
  readonly madeUp: string
  readonly bills: string
  readonly restated: string
  readonly loaded: (lines: string, hours: string) => string
  readonly differed: (lines: string, came: string, gone: string, hours: string) => string
  readonly rates: string
  readonly ratesLoaded: (fixings: string, hours: string) => string
  readonly usage: string
  readonly usageLoaded: (replicaHours: string, hours: string) => string
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
  readonly requests: string
  readonly promptTokens: string
  readonly generatedTokens: string
  readonly notExact: string
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
  readonly period: string
  readonly lines: string
  readonly billedLines: string
  readonly billedHours: string
  readonly look: string
  readonly example: string
  readonly own: string
  readonly stop: string
  readonly reset: string
}

export const english: DemoWords = {
  madeUp: 'Bills, rates and telemetry are made up: Stellar Example AI does not exist, and nobody was asked.',
  bills: 'Four bills of August 2026: AWS, Google Cloud, Alibaba Cloud, Tencent Cloud',
  restated: 'Some days later, AWS states its bill anew',
  loaded: (lines, hours) => `${lines} lines became ${hours} resource-hours.`,
  differed: (lines, came, gone, hours) =>
    `${came} of ${lines} lines are new or changed, ${gone} went: only ${hours} resource-hours were folded anew.`,
  rates: 'Made-up exchange rates, from a stand-in of the PBoC publisher on this machine',
  ratesLoaded: (fixings, hours) =>
    `${fixings} fixings; ${hours} resource-hours now in dollars and yuan, each at its Beijing day's rate.`,
  usage: 'The made-up fleet: 10 replicas of vLLM, through a Prometheus API on this machine',
  usageLoaded: (replicaHours, hours) =>
    `${replicaHours} replica-hours counted; ${hours} hours of day bills spread again by when machines ran.`,
  unchanged: 'Loaded before: nothing changed, nothing was written.',
  byModel: 'Tokens beside cost, by model and version',
  byModelNote: [
    'Effective cost of its machines, at made-up rates. ≥: hours whose count is a lower bound.',
    'no telemetry: endpoints, support, tokens bought by the piece, machines after the 14th, and more.',
  ],
  byService: 'Cost by service, as it is billed',
  byResource: 'Cost by resource, as it is billed',
  bases: 'list: public prices. billed: what the invoice asks. effective: prepaid money where it is used.',
  byCurrency: (together) =>
    `Bills in dollars, then in yuan. Effective, at each day's rate, they are the ${together} above.`,
  sameBills: 'The same bills and sums, by what was paid for.',
  inCurrency: (title, currency) => `${title}, bills in ${currency}`,
  provider: 'Provider',
  change: 'What the restatement changed (billed)',
  law: 'Lines = hours, to the last digit',
  lawHolds: 'On every basis, in every currency: difference 0. A load that does not add up is not written.',
  next: 'What next',
  model: 'Model',
  requests: 'Requests',
  promptTokens: 'Prompt',
  generatedTokens: 'Generated',
  notExact: '≥',
  reasons: { no_telemetry: 'no telemetry', several_models: 'several models' },
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
  period: 'Period',
  lines: 'Lines',
  billedLines: 'Billed, by lines',
  billedHours: 'Billed, by hours',
  look: 'Look with psql, Grafana or any PostgreSQL client (--show-password tells the password too):',
  example: 'select * from report.tokens_beside_cost',
  own: 'Load your own FOCUS export, into a ledger of its own:',
  stop: 'Stop the demo server (the data stay):',
  reset: 'Delete the demo:',
}

export const chinese: DemoWords = {
  madeUp: '以下账单、汇率和遥测均为虚构：Stellar Example AI 并不存在，也没有访问任何云。',
  bills: '2026 年 8 月的四份账单：AWS、Google Cloud、阿里云、腾讯云',
  restated: '几天后，AWS 重新出账',
  loaded: (lines, hours) => `${lines} 行账单，折算为 ${hours} 个资源小时。`,
  differed: (lines, came, gone, hours) =>
    `${lines} 行中新增或变动 ${came} 行，撤下 ${gone} 行；只重算了 ${hours} 个资源小时，其余未动。`,
  rates: '虚构的汇率，来自本机上模拟的人民币中间价发布方',
  ratesLoaded: (fixings, hours) => `${fixings} 个中间价；${hours} 个资源小时按各自北京日的汇率折合成美元和人民币。`,
  usage: '虚构的机群：10 个 vLLM 副本，经本机上的 Prometheus 接口读取',
  usageLoaded: (replicaHours, hours) =>
    `${replicaHours} 个副本小时的用量；按天计费的 ${hours} 个小时按实际运行重新分摊。`,
  unchanged: '此前已加载：没有变化，未写入任何内容。',
  byModel: '按模型和版本：token 与费用',
  byModelNote: [
    '费用为所用机器的摊销费用，汇率是虚构的。≥：用量只是下限的小时数。',
    '没有遥测：托管的推理服务、技术支持、按量购买的 token、14 日之后的机器等。',
  ],
  byService: '按服务的费用（账单币种）',
  byResource: '按资源的费用（账单币种）',
  bases: '目录价：公开价格。账单：发票金额。摊销：预付费用按使用时间分摊。',
  byCurrency: (together) => `先是美元账单，后是人民币账单；摊销金额按各日汇率折算，合起来就是上面的 ${together}。`,
  sameBills: '同样的账单、同样的合计，按资源列出。',
  inCurrency: (title, currency) => `${title}（${currency} 账单）`,
  provider: '云厂商',
  change: '重新出账改变了什么（账单金额）',
  law: '账单行 = 小时，分毫不差',
  lawHolds: '每种口径、每种货币：差额 0。对不上的加载不会写入。',
  next: '接下来',
  model: '模型',
  requests: '请求',
  promptTokens: '输入',
  generatedTokens: '生成',
  notExact: '≥',
  reasons: { no_telemetry: '没有遥测', several_models: '多个模型' },
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
  period: '计费周期',
  lines: '行数',
  billedLines: '账单行合计',
  billedHours: '小时合计',
  look: '用 psql、Grafana 或任何 PostgreSQL 客户端查看（加 --show-password 显示密码）：',
  example: 'select * from report.tokens_beside_cost',
  own: '加载自己的 FOCUS 导出文件（存入另一个账本）：',
  stop: '停止演示服务器（数据保留）：',
  reset: '删除演示数据：',
}

/** The language of the terminal, by the variable that POSIX lets win. */
export function wordsFor(env: NodeJS.ProcessEnv): DemoWords {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '')
  return locale?.toLowerCase().startsWith('zh') === true ? chinese : english
}
