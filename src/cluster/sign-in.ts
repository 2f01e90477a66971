/** Signs in as each login that acts, which is looked at but not used: nothing runs that acts. */
import type { ClusterConfig, Credential } from '#model/configuration'
import type { SignIn } from '#model/view'
import { Failure } from '#src/errors'
import { asSentence } from '#text/sentence'

/** `open` opens a session of the login on a node. */
export const signIn = (
  logins: readonly Credential[],
  nodes: readonly { readonly name: string }[],
  open: (node: string, login: Credential) => Promise<{ end(): Promise<void> }>,
): Promise<readonly SignIn[]> =>
  Promise.all(
    logins.flatMap(login =>
      nodes.map(async ({ name: node }) => {
        try {
          await (await open(node, login)).end()
          return { login: login.user, node, refused: null }
        } catch (error) {
          if (!(error instanceof Failure)) throw error
          return {
            login: login.user,
            node,
            refused: `${asSentence(error.message)} ${error.instead}`,
          }
        }
      }),
    ),
  )

/** The logins that act, each once: one login may have several duties. */
export const actingLogins = ({
  credentials: { maintain, ddl, ha, backup },
}: Pick<ClusterConfig, 'credentials'>): readonly Credential[] => [
  ...new Map(
    [ddl, maintain, ha, backup].flatMap(one => (one ? [[one.user, one] as const] : [])),
  ).values(),
]
