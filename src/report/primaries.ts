/**
 * Shouts in a cluster's channel as soon as the cluster has several primaries, or a primary that gives no answer, and edits
 * the message once a single primary answers again.
 */
import type { ClusterConfig } from '#model/configuration'
import type { SeenPrimary, Situation } from '#model/primaries'
import { severalPrimaries, severalPrimariesOver } from '#report/draw/several-primaries'
import { primaryAnswers, silentPrimary } from '#report/draw/silent-primary'
import { tellingWhile } from '#report/tell-while'
import { type LeadingTeller, whileLeading } from '#report/while-leading'

/** A cluster with the channel and owner that are told. */
export interface AlarmedCluster extends Pick<ClusterConfig, 'name' | 'provider'> {
  readonly channel: string
  readonly owner: string
}

export interface PrimaryAlarmsOptions extends LeadingTeller {
  readonly clusters: readonly AlarmedCluster[]
  readonly situation: (cluster: string) => Situation | undefined
  /** The last sight of the primary by any bot. */
  readonly seen: (cluster: string) => Promise<SeenPrimary | null>
  /** Whether a run has the whole cluster, and may have stopped the primary. */
  readonly held: (cluster: string) => Promise<boolean>
  /** Called at once, and again after a failure. */
  readonly freeze: (cluster: string, primaries: readonly string[]) => Promise<unknown>
}

const everyMs = 500
/** A restart by hand takes seconds, and a busy primary may miss a question or two. */
const silentMs = 5_000

export const openPrimaryAlarms = (options: PrimaryAlarmsOptions): { readonly stop: () => void } =>
  whileLeading({
    everyMs,
    leads: options.leads,
    looks: () => options.clusters.map(cluster => alarming(cluster, options)),
  })

const [several, silent] = ['primaries ', 'silent primary ']

const alarming = (
  { name, channel, owner, provider }: AlarmedCluster,
  { situation, seen, held, freeze, store, chat, report }: PrimaryAlarmsOptions,
): (() => Promise<void>) => {
  const telling = tellingWhile({ store, chat, channel, report })
  const tell = (kind: string, since: number, say: Parameters<typeof telling.tell>[1]) =>
    telling.tell({ kind, subject: name, since: new Date(since) }, say)
  let frozen: string | null = null

  const halt = async (since: string, primaries: readonly string[]): Promise<void> => {
    if (frozen === since) return
    await freeze(name, primaries)
    frozen = since
  }

  const lookForSilence = async (now: Situation): Promise<void> => {
    const { answers, since } = now.primary
    if (answers)
      return telling.look(silent, one =>
        one.subject === name ? primaryAnswers(name, one, now) : null,
      )
    if (Date.now() - since < silentMs || (await held(name))) return
    await tell(silent, since, async () =>
      silentPrimary({
        cluster: name,
        provider,
        owner,
        nodes: now.nodes,
        seen: await seen(name),
      }),
    )
  }

  return async () => {
    const now = situation(name)
    if (!now) return
    const failed = (during: string) => (error: unknown) => report(error, { during })
    const { since } = now
    // The freeze waits for no chat, and the chat for no freeze.
    await Promise.all([
      lookForSilence(now).catch(failed(`telling of a silent primary of ${name}`)),
      ...(since === null
        ? [
            telling
              .look(several, one =>
                one.subject === name ? severalPrimariesOver(name, one, now) : null,
              )
              .catch(failed('looking for two primaries')),
          ]
        : [
            tell(several, Date.parse(since), async () => severalPrimaries(name, now, owner)).catch(
              failed(`telling of two primaries of ${name}`),
            ),
            halt(since, now.several).catch(failed(`freezing ${name}`)),
          ]),
    ])
  }
}
