/** What the clients of all services of AWS are made with: credentials, timeouts, the way through a proxy, no tries of their own. */
import { TunnelAgent } from './proxy.js'
import type { AwsAccess, AwsCredentials } from './settings.js'

/** @throws nothing: credentials are looked for with the first request */
export function connectionOf({ credentials, endpoint, proxy, timeoutMs }: AwsAccess, region: string) {
  // Its advice on versions of Node is for who installs it, and would stand above every answer.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...credentialsOf(credentials),
    // Each try of Cost Explorer costs $0.01, so each is counted: the SDK's own three would go by unseen.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      // Without it a request that takes too long is only warned of.
      throwOnRequestTimeout: true,
      socketTimeout: timeoutMs,
      ...(proxy === undefined ? {} : { httpsAgent: new TunnelAgent(new URL(proxy)) }),
    },
  }
}

function credentialsOf(credentials: AwsCredentials) {
  if (credentials.kind === 'found') return credentials.profile === undefined ? {} : { profile: credentials.profile }
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  const session = sessionToken === undefined ? {} : { sessionToken: sessionToken.reveal() }
  return { credentials: { accessKeyId, secretAccessKey: secretAccessKey.reveal(), ...session } }
}
