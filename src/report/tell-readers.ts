/** Tells each replica that takes no reads once, and reads that go elsewhere once; each message is edited as that ends. */
import type { RoutedNode } from '#model/pool/read-route'
import {
  type RoutedReads,
  readsAreShort,
  readsAreWell,
  takesNoReads,
  takesReadsAgain,
} from '#report/draw/readers'
import { type TellWhileOptions, tellingWhile } from '#report/tell-while'

export interface ToldReads {
  readonly nodes: readonly RoutedNode[]
  readonly members: readonly string[]
}

export interface TellReadersOptions extends TellWhileOptions {
  readonly reads: RoutedReads
  /** `30 s` */
  readonly settles: string
}

export const tellingReaders = ({ reads, settles, ...options }: TellReadersOptions) => {
  const telling = tellingWhile(options)
  const kindOf = (what: string) => `${what} ${reads.cluster} ${reads.label} `
  const [away, short] = [kindOf('no reads'), kindOf('short reads')]

  return async ({ nodes, members }: ToldReads): Promise<void> => {
    const isIn = (node: string) => members.includes(node)
    for (const one of nodes.filter(isTold))
      if (!isIn(one.node))
        await telling.tell({ kind: away, subject: one.node, since: new Date() }, async () =>
          takesNoReads(reads, one, { members, settles }),
        )
    await telling.look(away, ({ subject, at }) => {
      const node = nodes.find(one => one.node === subject)
      if (!node || (isTold(node) && !isIn(subject)) || !(isIn(subject) || node.is === 'primary'))
        return null
      return takesReadsAgain(reads, subject, { members, at })
    })
    const isShort = nodes.some(({ node, trouble }) => isIn(node) && trouble !== null)
    if (isShort)
      await telling.tell({ kind: short, subject: 'pool', since: new Date() }, async () =>
        readsAreShort(reads, nodes, members),
      )
    await telling.look(short, ({ at }) => (isShort ? null : readsAreWell(reads, { members, at })))
  }
}

/** A primary, and a replica that is late on purpose, were not meant to take reads. */
const isTold = ({ is, trouble }: RoutedNode): boolean =>
  is !== 'primary' && trouble !== null && !trouble.includes('on purpose')
