/** Advice about the settings of a cluster, unasked: each proposal once a day while it stands. */

import type { Proposal } from '#checks/config/judged'
import { proposalLine, proposalOffer } from '#checks/config/proposal-words'
import type { Cluster } from '#cluster/cluster'
import { withOffered } from '#model/offer/offered'
import type { Answer } from '#model/reply'
import type { Closing } from '#report/closing-reports'
import { adviceOverAnswer } from '#report/draw/report-over'
import { dueEvery } from '#report/due-every'
import type { SayOnce } from '#report/say-once'

export interface AdviceOptions {
  /** Proposals that can be planned, the worst first. */
  readonly advise: (cluster: Cluster) => Promise<readonly Proposal[]>
  readonly ownerOf: (cluster: Cluster) => string
  readonly daily: SayOnce
  readonly closing: Pick<Closing, 'look'>
}

/** Counters move slowly, and a look reads every setting. */
const everyMs = 60_000

/** Gives a function that looks at a cluster when due. */
export const advisingOnSettings = ({ advise, ownerOf, daily, closing }: AdviceOptions) => {
  const isDue = dueEvery(everyMs)
  return async (cluster: Cluster): Promise<void> => {
    const { name } = cluster.config
    if (!isDue(name)) return
    const proposals = await advise(cluster)
    const stands = new Set(proposals.map(({ setting }) => setting))
    await closing.look(`setting ${name} `, report =>
      stands.has(report.subject) ? null : adviceOverAnswer(name, report.subject, report),
    )
    const [worst] = proposals
    if (!worst) return
    await daily(`setting ${name} ${worst.setting}`, async () => ({
      answer: settingAdvice(name, ownerOf(cluster), worst),
    }))
  }
}

/** One at a time: the next proposal is said when the present proposal is done, or on the next day. */
export const settingAdvice = (name: string, owner: string, worst: Proposal): Answer => ({
  kind: 'answer',
  title: `${name}: a setting to change.`,
  lines: [proposalLine(worst)],
  owner,
  offers: [
    offerOf(name, worst),
    { label: 'Show Advice', command: `config advise cluster=${name}` },
  ],
})

const offerOf = (cluster: string, worst: Proposal): NonNullable<Answer['offers']>[number] => {
  const { label, command } = proposalOffer(worst, { cluster, database: null })
  const { setting, value } = worst
  return { label, command: withOffered(command, { kind: 'setting', setting, value }) }
}
