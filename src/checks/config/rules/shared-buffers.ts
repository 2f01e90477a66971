/** A cache that is small for the blocks read, on a machine with memory to spare. */
import { judged, type Rule } from '#checks/config/judged'
import { powerUnder } from '#checks/config/power'
import { isoOf, secondsSince, sinceWords } from '#checks/config/since'
import { primaryValues } from '#checks/config/values'
import { hasTraffic, primaryWorkload, tooYoung } from '#checks/config/workload'
import { bytes, percent } from '#text/figures'

const least = { seconds: 3_600, blocks: 1_000_000, hits: 0.9 }

/** Of the memory: from here on the cache of the system serves as well. */
const enough = 0.15

export const sharedBuffers: Rule = about => {
  const { node, workload } = primaryWorkload(about) ?? {}
  if (!workload || !hasTraffic(workload)) return judged()
  const { began, hits, reads } = workload.databases
  const blocks = hits + reads
  if (blocks < least.blocks || hits >= least.hits * blocks) return judged()
  const passed = secondsSince(workload.at, began)
  if (began === null || passed === null || passed < least.seconds)
    return judged({ unjudged: [`shared_buffers: ${tooYoung(workload.at, began, 'blocks')}`] })
  const values = primaryValues(about)
  const now = (values.number('shared_buffers') ?? 0) * 8_192
  const seen = `${percent(hits / blocks)} of the blocks that ${node} needed were in shared_buffers (${values.words('shared_buffers')}) ${sinceWords(workload.at, began)}; ${about.database} has ${bytes(workload.bytes)}.`
  if (workload.bytes <= now) return judged()
  if (about.machine === null)
    return judged({
      unjudged: [
        `shared_buffers: ${seen} Whether there is memory for more is not visible from here.`,
      ],
    })
  const { memoryBytes } = about.machine
  const wanted = Math.min(memoryBytes / 4, workload.bytes) / 1_048_576
  const megabytes = powerUnder(wanted)
  if (now >= enough * memoryBytes || megabytes * 1_048_576 <= now) return judged()
  return judged({
    proposals: [
      {
        setting: 'shared_buffers',
        value: megabytes % 1_024 === 0 ? `${megabytes / 1_024}GB` : `${megabytes}MB`,
        now: values.words('shared_buffers'),
        evidence: `${seen} The machine has ${bytes(memoryBytes)}.`,
        expected:
          'Fewer reads from the system, which may have had them in its own cache. It counts after a restart of each node, which the plan does not do.',
        since: isoOf(began),
      },
    ],
  })
}
