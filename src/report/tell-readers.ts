/** Tells each replica that takes no reads once, and reads that go elsewhere once; each message is edited as that ends. */
import type { RoutedNode } from '#model/pool/read-route'
import type { Answer } from '#model/reply'
import type { Chat } from '#report/chat'
import { type Closing, closingReports } from '#report/closing-reports'
import {
  type RoutedReads,
  readsAreShort,
  readsAreWell,
  takesNoReads,
  takesReadsAgain,
} from '#report/draw/readers'
import { type SayOnce, sayingOnce } from '#report/say-once'
import { postedReports } from '#store/reports'
import type { Store } from '#store/store'

export interface ToldReads {
  readonly nodes: readonly RoutedNode[]
  readonly members: readonly string[]
}

export interface TellReadersOptions {
  readonly store: Store
  readonly chat: Pick<Chat, 'report' | 'rewrite'>
  readonly channel: string
  readonly reads: RoutedReads
  /** `30 s` */
  readonly settles: string
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

export const tellingReaders = ({
  store,
  chat,
  channel,
  reads,
  settles,
  report,
}: TellReadersOptions) => {
  const once: SayOnce = sayingOnce(store, chat, channel)
  const closing = closingReports({ store, chat, channel, report })
  const kindOf = (what: string) => `${what} ${reads.cluster} ${reads.label} `
  const [away, short] = [kindOf('no reads'), kindOf('short reads')]
  /** Kinds and subjects of messages that stand. */
  const told = new Set<string>()

  const tell = async (key: string, answer: () => Answer): Promise<void> => {
    if (told.has(key) || (await stands(store, closing, key))) return void told.add(key)
    const now = new Date().toISOString()
    const full = `${key} ${now.slice(0, 10)} ${now.slice(11, 19)}`
    await once(store.signer.unforeseen(full), async () => ({ answer: answer() }))
    told.add(key)
  }

  return async ({ nodes, members }: ToldReads): Promise<void> => {
    const isIn = (node: string) => members.includes(node)
    for (const one of nodes.filter(isTold))
      if (!isIn(one.node))
        await tell(`${away}${one.node}`, () => takesNoReads(reads, one, { members, settles }))
    await closing.look(away, ({ subject, at }) => {
      const node = nodes.find(one => one.node === subject)
      if (!node || (isTold(node) && !isIn(subject)) || !(isIn(subject) || node.is === 'primary'))
        return null
      told.delete(`${away}${subject}`)
      return takesReadsAgain(reads, subject, { members, at })
    })
    const isShort = nodes.some(({ node, trouble }) => isIn(node) && trouble !== null)
    if (isShort) await tell(`${short}pool`, () => readsAreShort(reads, nodes, members))
    await closing.look(short, ({ at }) => {
      if (isShort) return null
      told.delete(`${short}pool`)
      return readsAreWell(reads, { members, at })
    })
  }
}

/** A primary, and a replica that is late on purpose, were not meant to take reads. */
const isTold = ({ is, trouble }: RoutedNode): boolean =>
  is !== 'primary' && trouble !== null && !trouble.includes('on purpose')

/** Whether some process has told that, and it is not over. */
const stands = async (store: Store, closing: Closing, key: string): Promise<boolean> => {
  for (const { key: full } of await postedReports(store, `${key} `)) {
    const plain = full.slice(0, full.lastIndexOf(' '))
    if (store.signer.unforeseen(plain) === full && !(await closing.isOver(plain))) return true
  }
  return false
}
