/** Advice about settings, each proposal by measured counters. A formula alone proposes no change. */
import { type JudgedSettings, type Judging, judged, type Rule } from '#checks/config/judged'
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
import { counted } from '#text/figures'

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
  return {
    proposals: all.flatMap(({ proposals }) => proposals),
    remarks: all.flatMap(({ remarks }) => remarks),
    unjudged: all.flatMap(({ unjudged }) => unjudged),
  }
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
