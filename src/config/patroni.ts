/** The addresses of Patroni's REST API, beside the nodes. */
import { z } from 'zod'
import type { Provider } from '#model/cluster'
import type { ClusterConfig } from '#model/configuration'
import { isLoopback } from '#src/loopback'

export const patroniSchema = z.strictObject({
  url: z.string().describe('Its REST API: https://host:8008'),
  member: z
    .string()
    .regex(/^[^\p{C}]{1,100}$/u)
    .optional()
    .describe('Its name in Patroni, where that is another one'),
})

interface Written {
  readonly provider: Provider
  readonly nodes?:
    | readonly {
        readonly name: string
        readonly patroni?: z.infer<typeof patroniSchema> | undefined
      }[]
    | undefined
  readonly credentials: { readonly patroni?: string | undefined }
}

/** The truth about a cluster takes the Patroni of every node. */
export const patroniOf = (
  { provider, nodes = [], credentials }: Written,
  say: (problem: string) => void,
): Pick<ClusterConfig, 'patroni'> => {
  const named = nodes.filter(({ patroni }) => patroni !== undefined)
  if (provider !== 'patroni' && (named.length > 0 || credentials.patroni !== undefined))
    say('`patroni` is for `provider: patroni`')
  if (named.length === 0) {
    if (credentials.patroni !== undefined)
      say('`credentials.patroni` takes `patroni: { url }` of each node')
    return {}
  }
  if (named.length < nodes.length) say('`patroni: { url }` is named of every node, or of none')
  const patroni = named.map(({ name, patroni }) => ({
    node: name,
    member: patroni?.member ?? name,
    url: restUrl(patroni?.url ?? '', name, say),
  }))
  if (new Set(patroni.map(({ member }) => member)).size < patroni.length)
    say('two nodes have one `patroni.member`')
  return { patroni }
}

/** The login goes with each change: over a network only encrypted. The text is never repeated, as it may hold a password. */
const restUrl = (text: string, node: string, say: (problem: string) => void): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isBare =
    url && url.username === '' && url.password === '' && url.pathname === '/' && url.search === ''
  if (!url || !isBare || !/^https?:$/.test(url.protocol)) {
    say(
      `the \`patroni.url\` of ${node} is not of the form https://host:8008; its login is \`credentials.patroni\``,
    )
    return ''
  }
  if (url.protocol === 'http:' && !isLoopback({ host: url.hostname }))
    say(
      `the \`patroni.url\` of ${node} takes https: over http a login can be read on the way (restapi.certfile of Patroni)`,
    )
  return url.origin
}
