/** Signs in as the acting login, which is looked at but not used: nothing runs that acts. */
import type { SignIn } from '#model/view'
import { Failure } from '#src/errors'
import { asSentence } from '#text/sentence'

/** `open` opens a session of the acting login on a node. */
export const signIn = (
  nodes: readonly { readonly name: string }[],
  open: (node: string) => Promise<{ end(): Promise<void> }>,
): Promise<readonly SignIn[]> =>
  Promise.all(
    nodes.map(async ({ name: node }) => {
      try {
        await (await open(node)).end()
        return { node, refused: null }
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        return { node, refused: `${asSentence(error.message)} ${error.instead}` }
      }
    }),
  )
