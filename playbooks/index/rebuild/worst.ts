/** Chooses among the indexes that waste most, and tells afterwards what the rebuilds brought. */
import type { WorstIndexes } from '#cluster/facts/index/waste/worst'
import { walOf } from '#cluster/facts/node/wal'
import type { Step } from '#model/plan'
import { type Refusal, refusal } from '#model/refusal'
import type { WorstRebuild } from '#playbooks/index/rebuild/plan'
import { notRebuilt } from '#playbooks/index/rebuild/refusals'
import { noLogin } from '#playbooks/shared/refusals'
import { bytes, counted } from '#text/figures'

interface WorstMeant {
  readonly kind: 'worst'
  readonly all: readonly WorstRebuild[]
  readonly left: readonly string[]
}

/** The first `worst` that may be rebuilt, by name, so that a plan stays the same while figures move. */
export const worstMeant = (
  { bloated, database, unknown }: WorstIndexes,
  worst: number,
): Refusal | WorstMeant => {
  const all: WorstRebuild[] = []
  const refusals: Refusal[] = []
  let wal = 0
  for (const { index: found, bloat } of bloated) {
    if (all.length === worst) break
    const { actor, index } = found
    if (actor === null) return noLogin('ddl')
    const facts = { ...found, actor }
    const because = notRebuilt(facts, wal)
    if (because) {
      refusals.push(because)
      continue
    }
    wal += walOf(index.method, index.bytes)
    all.push({ facts, bloat })
  }
  const unjudged =
    unknown === 0
      ? []
      : [
          `Nothing is known of ${counted(unknown, 'index', 'indexes')}: Howdah’s login sees no statistics of their columns. The extension pgstattuple measures them.`,
        ]
  const [first] = refusals
  if (all.length === 0) {
    return (
      first ??
      refusal(
        [`No index of ${database} is known to waste 1 MB and 30 % of its size.`, ...unjudged].join(
          ' ',
        ),
        'Name an `index` to rebuild it all the same.',
        'index list',
      )
    )
  }
  return {
    kind: 'worst',
    all: all.toSorted((one, other) => one.bloat.quoted.localeCompare(other.bloat.quoted, 'en')),
    left: [...refusals.map(({ because }) => `Left out: ${because}`), ...unjudged],
  }
}

export const foundWorst = ({ bytes: now }: WorstIndexes, steps: readonly Step[]): string | null => {
  const sentences = steps.flatMap(({ effects: [effect] }) => {
    if (!effect || effect.bytes === null) return []
    const size = now.get(effect.object)
    return size === undefined
      ? []
      : [`${effect.object} takes ${bytes(size)}; it took ${bytes(effect.bytes)} before.`]
  })
  return sentences.length === 0 ? null : sentences.join(' ')
}
