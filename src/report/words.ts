/** What a report says, in English and in Chinese. */
import type { Lever } from '../records/report.js'
import { count, several } from '../words.js'
import { type Both, same } from './page.js'

const both = (en: string, zh: string): Both => ({ en, zh })

export const STATUSES = {
  estimated: both('estimated', '估算'),
  preliminary: both('preliminary', '初步'),
  final: both('final', '最终'),
} as const

/** Where money went, in the order in which charts stack it. */
export const KINDS: Readonly<Record<string, Both>> = {
  serving: both('Serving', '推理服务'),
  warm_idle: both('Warm idle', '已加载空闲'),
  cold_idle: both('Cold idle', '未加载空闲'),
  shared: both('Shared', '共享'),
  unattributed: both('No version', '无版本'),
}

export const PARTS: Readonly<Record<string, Both>> = {
  unused_commitment: both('unused commitment', '未使用的承诺'),
  purchase: both('purchase', '购买承诺'),
  tax: both('tax', '税'),
  credit: both('credit', '抵扣'),
  support: both('support', '技术支持'),
  rounding: both('rounding', '舍入'),
  out_of_scope: both('out of scope', '非推理'),
  no_resource: both('no resource', '无资源'),
  no_telemetry: both('no telemetry', '没有遥测'),
  unmapped: both('unmapped', '用途不明'),
  deferred: both('deferred', '递延'),
}

export const BASES: Readonly<Record<string, Both>> = {
  effective: both('Effective: prepayments spread over the time they pay for', '摊销：预付费用按使用时间分摊'),
  billed: both('Billed: what the invoices charge', '账单：发票金额'),
}

export const LACKS: Readonly<Record<string, Both>> = {
  resource: both('its machine', '所在机器'),
  version: both('its version', '版本'),
  bill: both('a bill of its machine', '机器的账单'),
}

export const WORDS = {
  title: both('What the models cost', '模型成本报告'),
  made: (at: string, currency: string, zone: string): Both =>
    both(
      `In ${currency}, effective cost. Days of ${zone}. Made ${at.replace('T', ' ').replace(/:\d\dZ$/, '')} UTC.`,
      `币种 ${currency}，摊销口径；按 ${zone} 的自然日。生成于 ${at.replace('T', ' ').replace(/:\d\dZ$/, '')} UTC。`,
    ),
  range: (from: string, last: string): Both => both(`${from} to ${last}`, `${from} 至 ${last}`),
  rounded: both(
    'Shown amounts are rounded; every exact amount appears when you point at it. Unknown is never counted as zero.',
    '显示的金额经过舍入；将指针移到金额上可见精确值。未知的金额绝不按零计算。',
  ),
  unfinished: both('The last day is not over: its figures will grow.', '最后一天尚未结束，数字还会增加。'),
  overview: both('Overview', '总览'),
  versions: both('Versions', '模型版本'),
  reconciliation: both('Where the money of each bill went', '每份账单的钱去了哪里'),
  loose: both('Usage without a version', '没有归到版本的用量'),
  levers: both('What could cost less', '可以省在哪里'),
  total: both('Total', '合计'),
  spend: both('Total spend', '总支出'),
  providers: both('Cloud providers', '云厂商'),
  servingShare: both('Spent on serving', '用于推理服务'),
  idle: both('Idle, warm and cold', '空闲（已加载与未加载）'),
  noVersion: both('Shared or without a version', '共享或无版本'),
  state: both('State', '状态'),
  provider: both('Provider', '云厂商'),
  day: both('Day', '日期'),
  byDay: both('By day', '按日'),
  byProvider: both('By provider and kind', '按云厂商与去向'),
  unknown: both('unknown', '未知'),
  notTold: both('not told', '没有数据'),
  none: both('none', '无'),
  known: (amount: string): Both => both(`known of it: ${amount}`, `其中已知：${amount}`),
  noRate: both('no exchange rate for some of its hours', '部分小时没有汇率'),
  costOpen: both('the bill leaves some of its hours open', '账单未给出部分小时的费用'),
  notBilled: (n: string): Both =>
    both(`${several(BigInt(n), 'replica-hour')} not billed yet`, `${count(n)} 个副本小时尚未出账`),
  unbilledNote: (n: string): Both =>
    both(
      `Estimated: ${several(BigInt(n), 'replica-hour')} on machines that are not billed yet; what they cost is in no sum.`,
      `估算：有 ${count(n)} 个副本小时运行在尚未出账的机器上，其费用未计入任何合计。`,
    ),
  preliminaryNote: both(
    'Preliminary: some of these bills may still be restated by the provider.',
    '初步：部分账单仍可能被云厂商重新出账。',
  ),
  finalNote: both('Final: every bill behind these figures is closed.', '最终：这些数字所依据的账单均已结清。'),
  provisionalNote: both(
    "Some of it is converted at a provisional exchange rate, which gives way to the day's own fixing.",
    '部分金额按临时汇率折算，待当日中间价公布后更正。',
  ),
  version: both('Model, version', '模型与版本'),
  cost: both('Cost', '费用'),
  trend: both('By day', '每日'),
  per1k: both('per 1,000 tokens', '每千 token'),
  per1m: both('per 1M tokens', '每百万 token'),
  tokens: both('Tokens', 'token 数'),
  utilisation: both('Utilisation', '利用率'),
  p99: both('P99, worst day', 'P99（最差一日）'),
  cache: both('Cache hits', '缓存命中'),
  batch: both('Batch efficiency', '批处理效率'),
  coverage: both('Coverage', '遥测覆盖'),
  provisional: both('Provisional rates', '临时汇率'),
  some: both('some', '部分'),
  notBilledYet: both('not billed yet', '尚未出账'),
  noTokens: both('tokens are not told', '没有 token 数据'),
  noTokensAtAll: both('no token in these days', '这些日子里没有 token'),
  noGpus: both('GPU time is not told', '没有 GPU 时间数据'),
  noLatency: both('latency is not told', '没有延迟数据'),
  noCache: both('cache hits are not told', '没有缓存命中数据'),
  noPace: both('no best hours to compare with', '没有可比较的最佳时段'),
  noCoverage: both('no telemetry', '没有遥测'),
  lowerBound: both('a lower bound', '仅为下限'),
  noVersions: both('No version cost or did anything in these days.', '这些日子里没有任何版本产生费用或用量。'),
  noBills: both('No bill of these months is loaded.', '这些月份没有已加载的账单。'),
  versionsNote: both(
    'Utilisation: the share of its GPU time in which it worked. Batch efficiency: what it generated over what it would have at the pace of the best hours of its model on the same GPUs. Cost is what it served and stood idle for, loaded.',
    '利用率：GPU 时间中真正工作的比例。批处理效率：实际生成量与同一模型在相同 GPU 上最佳时段速度下应有生成量之比。费用包含推理服务与已加载空闲。',
  ),
  account: both('Account', '账号'),
  period: both('Period', '账期'),
  bill: both('The bill', '账单'),
  idleShort: both('Idle', '空闲'),
  difference: both('Difference', '差额'),
  deferred: both('To come', '待用'),
  balanced: both(
    'Every bill is accounted for, whole months in their own currency: on each basis the difference is 0, to the last digit.',
    '每份账单（整月、原币种）都已全部说明去向：每种口径的差额均为 0，分毫不差。',
  ),
  unbalanced: both(
    'Something is left over: run tokenledger check before you trust this page.',
    '存在对不上的差额：在采信本页之前，请运行 tokenledger check。',
  ),
  openHours: (n: string): Both => both(`${n} resource-hours leave it open`, `${n} 个资源小时未给出`),
  noLoose: both('Every replica has a machine, a version and a bill.', '每个副本都有所在机器、版本和账单。'),
  looseNote: both(
    'Telemetry that no bill or version claims. An entry of usage.deployments or a label mends it.',
    '没有账单或版本认领的遥测。在 usage.deployments 中写一条或加上标签即可补全。',
  ),
  looseMoney: both('Money that nobody tells the purpose of (billed)', '用途不明的费用（账单口径）'),
  replica: both('Replica', '副本'),
  served: both('Served as', '服务名'),
  lacks: both('Lacks', '缺少'),
  since: both('Since', '自'),
  last: both('Until', '至'),
  hours: both('Hours', '小时数'),
  service: both('Service', '服务'),
  reason: both('Reason', '原因'),
  resources: both('Resources', '资源数'),
  billed: both('Billed', '账单'),
  noLevers: both('Nothing stands out in these days.', '这些日子里没有明显可省之处。'),
  leversNote: (from: string, last: string): Both =>
    both(
      `What a mean month (30.4375 days) like the week from ${from} to ${last} would cost less. Levers of one version overlap: only the one that saves most of it is added up.`,
      `按与 ${from} 至 ${last} 这一周相同的平均月（30.4375 天）计算可省的金额。同一版本的手段会重叠，合计只计节省最多的一项。`,
    ),
  leversTotal: (amount: string): Both =>
    both(`Together: ${amount} a month, without what is not known.`, `合计每月可省 ${amount}，未知的不计入。`),
  stands: both('Why', '依据'),
  monthNow: both('A month now', '现在每月'),
  monthThen: both('A month then', '采用之后每月'),
  month: both('Saved a month', '每月可省'),
  nothing: same('–'),
} as const

/** Levers by the name of each; what it assumes stands below the title. */
export const LEVERS: Readonly<Record<Lever['lever'], Both>> = {
  prune: both('Prune: no request for seven days', '下线：七天没有请求'),
  shrink: both('Shrink: at work less than 40 % of its GPU time', '缩容：工作时间不足 GPU 时间的 40 %'),
  right_size: both('Right-size: a cheaper type that holds the model', '调整规格：放得下的更便宜机型'),
  batch: both('Bigger batches: batch efficiency below 0.4', '增大批次：批处理效率低于 0.4'),
  quantisation: both('A sibling in another quantisation is cheaper', '另一量化版本更便宜'),
  spot: both('Spot instead of on demand', '以抢占式代替按需'),
  token_price: both('Bought tokens instead of machines', '购买 token 代替自建'),
  cold_idle: both('Give back: machines without a model', '退还：没有加载模型的机器'),
}

/** What trips a lever, where that is a share. */
export const TRIPS: Partial<Readonly<Record<Lever['lever'], Both>>> = {
  prune: both('coverage', '遥测覆盖'),
  shrink: both('utilisation', '利用率'),
  batch: both('batch efficiency', '批处理效率'),
}
