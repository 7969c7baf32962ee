/** What the codes of `report.lever` mean, in both languages: its levers, what they assume, and why a saving is not known. */
export interface LeverWords {
  readonly en: string
  readonly zh: string
}
const both = (en: string, zh: string): LeverWords => ({ en, zh })

export const LEVER_NAMES = {
  prune: both('prune', '停用'),
  shrink: both('shrink', '缩减'),
  right_size: both('right-size', '调整规格'),
  batch: both('bigger batches', '增大批次'),
  quantisation: both('quantisation', '换量化版本'),
  spot: both('spot', '改用抢占式'),
  token_price: both('buy tokens', '改买 token'),
  cold_idle: both('give back', '退还空闲机器'),
} as const

export const ASSUMPTIONS = {
  nobody_needs_it: both('nobody needs the version, and its machines go with it', '版本已无人使用，其机器随之释放'),
  works_60_percent: both(
    'fewer or smaller replicas that work for 60 % of their time',
    '减少或缩小副本，使其 60 % 的时间在工作',
  ),
  weights_and_cache_fit: both(
    'weights by name or registry and the fullest KV cache fit in nine tenths of the memory; GPU for GPU, whole machines used, on demand',
    '按名称或注册表推算的权重加上 KV 缓存峰值不超过显存的九成；逐张替换、整机用满、按需价格',
  ),
  peak_memory_fits: both(
    'the most memory that was taken fits in nine tenths; GPU for GPU, whole machines used, on demand',
    '显存占用峰值不超过九成；逐张替换、整机用满、按需价格',
  ),
  four_tenths_of_the_best: both(
    'the same tokens at 0.4 of the best pace, the GPU time set free given back',
    '以最佳速度的 0.4 生成同样的 token，并退还腾出的 GPU 时间',
  ),
  sibling_is_good_enough: both(
    'the other quantisation makes the same tokens at its own measured cost, and answers well enough',
    '另一量化版本以其实测成本生成同样的 token，且质量足够',
  ),
  may_be_interrupted: both('the work may be interrupted at any time', '工作负载可随时被中断'),
  seller_serves_the_same: both(
    'the seller serves the same model as well, cache hits as ours, and our machines go',
    '卖方的同一模型同样好用，缓存命中与我们相同，自建机器随之释放',
  ),
  they_are_stopped: both('machines that nobody holds are stopped', '停掉无人占用的机器'),
} as const

export const UNKNOWNS = {
  no_price: both('no price', '没有价格'),
  no_cost: both('its cost is not known', '其成本未知'),
  no_gpu_time: both('its GPU time is not known', '其 GPU 时间未知'),
  no_memory: both('nothing tells its memory', '没有显存数据'),
  no_tokens: both('its tokens are not told', '没有 token 数据'),
  coverage: both('telemetry saw 90 % or less', '遥测覆盖不超过 90 %'),
  no_bill: both('no whole day since is billed', '此后还没有出账的整天'),
  committed: both('paid for by a commitment', '已由承诺折扣付费'),
  type_memory: both('memory of the type not known', '机型显存未知'),
  does_not_fit: both('the model no longer fits', '模型放不下'),
} as const

export const WARNINGS = {
  does_not_fit: UNKNOWNS.does_not_fit,
  speed_unknown: both('speed of that GPU not known', '该 GPU 的速度未知'),
} as const
