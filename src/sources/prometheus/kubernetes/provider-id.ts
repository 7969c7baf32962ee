/** The machine behind a node, by the id which a bill uses, out of `spec.providerID`. */

export interface Machine {
  readonly provider: string
  readonly resourceId: string
}

/** Each cloud's ids; the first group is what the bill says. What else such a text may be is no machine of its own. */
const FORMS: readonly (readonly [provider: string, form: RegExp])[] = [
  ['aws', /^aws:\/\/[^/]*\/[^/]*\/(i-[0-9a-f]+)$/],
  // Names recur: only with project and zone they are one machine.
  ['gcp', /^gce:\/\/([^/]+\/[^/]+\/[^/]+)$/],
  ['alibaba', /^(?:alicloud:\/\/)?[a-z]{2}-[a-z0-9-]+\.(i-[0-9a-z]+)$/],
  ['tencent', /^qcloud:\/\/\/[^/]+\/(ins-[0-9a-z]+)$/],
  ['tencent', /^tencentcloud:\/\/\/[^/]+\/(ins-[0-9a-z]+)$/],
  ['azure', /^azure:\/\/(\/subscriptions\/.+)$/],
]

/** Undefined for a node that is no machine of these clouds, such as those of Fargate and of virtual nodes. */
export function machineOf(providerId: string): Machine | undefined {
  for (const [provider, form] of FORMS) {
    const [, id] = form.exec(providerId) ?? []
    if (id !== undefined) return { provider, resourceId: provider === 'azure' ? id.toLowerCase() : id }
  }
  return undefined
}
