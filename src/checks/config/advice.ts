/** Advice about settings, each proposal by measured counters. A formula alone proposes no change. */
import {
  type JudgedSettings,
  type Judging,
  judged,
  type Proposal,
  type Rule,
} from '#checks/config/judged'
import { connectionsInUse } from '#checks/config/rules/connections'
import { deadRows } from '#checks/config/rules/dead-rows'
import { lockWaits } from '#checks/config/rules/lock-waits'
import { pageImages } from '#checks/config/rules/page-images'
import { requestedCheckpoints } from '#checks/config/rules/requested-checkpoints'
import { sharedBuffers } from '#checks/config/rules/shared-buffers'
import { switchedOff } from '#checks/config/rules/switched-off'
import { temporaryFiles } from '#checks/config/rules/temporary-files'
import { sinceWords } from '#checks/config/since'
import { hasTraffic, primaryWorkload } from '#checks/config/workload'
import { settingOf } from '#cluster/facts/config/look'
import { counted } from '#text/figures'
import { minute } from '#text/instant'
import { listed } from '#text/listed'

/** The worst first. */
const rules: readonly Rule[] = [
  switchedOff,
  temporaryFiles,
  requestedCheckpoints,
  pageImages,
  deadRows,
  sharedBuffers,
  lockWaits,
  connectionsInUse,
]

export const adviceOf: Rule = about => {
  const all = [quiet(about), ...rules.map(rule => rule(about))]
  const proposals = all.flatMap(one => one.proposals)
  const early = new Map(proposals.map(one => [one, tooEarly(about, one)]))
  return {
    proposals: proposals.filter(one => early.get(one) === null),
    remarks: all.flatMap(({ remarks }) => remarks),
    unjudged: [
      ...all.flatMap(({ unjudged }) => unjudged),
      ...[...early.values()].filter(sentence => sentence !== null),
    ],
  }
}

/** Why the effect of an earlier change has to be seen first, as a sentence; null where no change is in the way. */
const tooEarly = ({ nodes, changedAt }: Judging, { setting, since }: Proposal): string | null => {
  const waiting = nodes.filter(node => settingOf(node, setting)?.pendingRestart)
  if (waiting.length > 0)
    return `${setting}: a value is written and pending until the restart of ${listed(waiting.map(({ name }) => name))}.`
  const changed = changedAt.get(setting)
  return changed === undefined || since === null || changed <= since
    ? null
    : `${setting}: changed on ${minute(changed)}, and the evidence is older. What it brought is in \`config history ${setting}\`.`
}

/** Parts that no rule can judge without traffic. */
const quiet = (about: Judging): JudgedSettings => {
  const { workload } = primaryWorkload(about) ?? {}
  if (!workload || hasTraffic(workload)) return judged()
  const { began, transactions } = workload.databases
  return judged({
    unjudged: [
      `Checkpoints, WAL, vacuum and cache: there was hardly any traffic (${counted(transactions, 'transaction')}${began === null ? '' : ` ${sinceWords(workload.at, began)}`}, Howdah’s own among these).`,
    ],
  })
}
