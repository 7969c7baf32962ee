/**
 * Regions by their ids. A bill names them in the language of the account, `杭州` or `China (Hangzhou)`, and the ids alone
 * stay the same when somebody changes it.
 */
const NAMES = `
cn-hangzhou 华东1（杭州）|华东1|杭州|China (Hangzhou)
cn-shanghai 华东2（上海）|华东2|上海|China (Shanghai)
cn-nanjing 华东5（南京-本地地域）|南京|China (Nanjing)
cn-fuzhou 华东6（福州-本地地域）|福州|China (Fuzhou)
cn-wuhan-lr 华中1（武汉-本地地域）|武汉|China (Wuhan)
cn-qingdao 华北1（青岛）|华北1|青岛|China (Qingdao)
cn-beijing 华北2（北京）|华北2|北京|China (Beijing)
cn-zhangjiakou 华北3（张家口）|华北3|张家口|China (Zhangjiakou)
cn-huhehaote 华北5（呼和浩特）|华北5|呼和浩特|China (Hohhot)
cn-wulanchabu 华北6（乌兰察布）|华北6|乌兰察布|China (Ulanqab)
cn-shenzhen 华南1（深圳）|华南1|深圳|China (Shenzhen)
cn-heyuan 华南2（河源）|华南2|河源|China (Heyuan)
cn-guangzhou 华南3（广州）|华南3|广州|China (Guangzhou)
cn-chengdu 西南1（成都）|西南1|成都|China (Chengdu)
cn-hongkong 中国香港|香港|中国（香港）|China (Hong Kong)
ap-southeast-1 新加坡|Singapore
ap-southeast-2 澳大利亚（悉尼）|悉尼|Australia (Sydney)|Australia (Sydney) (Closing down)
ap-southeast-3 马来西亚（吉隆坡）|吉隆坡|Malaysia (Kuala Lumpur)
ap-southeast-5 印度尼西亚（雅加达）|雅加达|Indonesia (Jakarta)
ap-southeast-6 菲律宾（马尼拉）|马尼拉|Philippines (Manila)
ap-southeast-7 泰国（曼谷）|曼谷|Thailand (Bangkok)
ap-south-1 印度（孟买）|孟买|India (Mumbai)|India (Mumbai) Closing Down
ap-northeast-1 日本（东京）|东京|Japan (Tokyo)
ap-northeast-2 韩国（首尔）|首尔|South Korea (Seoul)
us-west-1 美国（硅谷）|硅谷|US (Silicon Valley)
us-east-1 美国（弗吉尼亚）|弗吉尼亚|US (Virginia)
eu-central-1 德国（法兰克福）|法兰克福|Germany (Frankfurt)
eu-west-1 英国（伦敦）|伦敦|UK (London)
me-east-1 阿联酋（迪拜）|迪拜|UAE (Dubai)
`

const idOf: ReadonlyMap<string, string> = new Map(
  NAMES.trim()
    .split('\n')
    .flatMap((line) => {
      const [id = ''] = line.split(' ')
      const names = line.slice(id.length + 1).split('|')
      return names.map((name) => [plain(name), id] as const)
    }),
)

/** The id of a region, written as an id or as a name; undefined for a name that is not known. */
export function regionNamed(written: string): string | undefined {
  const text = written.trim()
  return /^[a-z]{2}(-[a-z0-9]+)+$/.test(text) ? text : idOf.get(plain(text))
}

/** Without spaces, with the brackets of either language, in small letters. */
function plain(name: string): string {
  return name.replaceAll('（', '(').replaceAll('）', ')').replaceAll(/\s/g, '').toLowerCase()
}
