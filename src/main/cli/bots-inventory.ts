/**
 * One inventory judges: the bots'. A command line with another one may look, stop and freeze, and neither
 * asks nor decides.
 */
import { differences, lastRecorded, namedConfig } from '#main/named-config'
import type { Config } from '#model/configuration'
import { type Refusal, refusal } from '#model/refusal'
import type { Store } from '#store/store'
import { listed } from '#text/listed'

/** Undefined when this process has the bots' inventory, or when no bot has started yet. */
export const otherThanBots = async (store: Store, config: Config): Promise<Refusal | undefined> => {
  const theirs = await lastRecorded(store)
  if (!theirs) return undefined
  const different = differences(theirs, namedConfig(config))
  return different.length === 0
    ? undefined
    : refusal(
        `Your inventory is not the one that the bots judge by: ${listed(different)} ${different.length === 1 ? 'differs' : 'differ'}.`,
        'Use the bots’ inventory, or decide in Slack.',
      )
}
