/** The bench of the driver of pgBackRest: a backup waits at the start for as long as the checkpointer stands still. */
import type { Place } from '#model/actions/action-kind'
import { stillFenced } from '#model/actions/action-kind'
import type { PgbackrestAction } from '#model/actions/host/pgbackrest'
import type { StanzaConfig } from '#model/cluster'
import type { Bench } from '#test/support/drivers/bench'

/** `stand` stops the checkpointer, `go` lets it run on. */
export const stanzaBench = (
  place: Place,
  stanza: StanzaConfig,
  { stand, go }: { readonly stand: () => void; readonly go: () => void },
): Bench<PgbackrestAction> => {
  const taking = (more: { readonly deadlineSeconds?: number } = {}): PgbackrestAction => {
    go()
    return {
      kind: 'pgbackrest',
      ...place,
      stanza,
      way: 'take',
      type: 'full',
      checkpoint: 'fast',
      after: null,
      deadlineSeconds: 110,
      ...more,
    }
  }
  const waiting = (more: { readonly deadlineSeconds?: number } = {}): PgbackrestAction => {
    const action = taking(more)
    stand()
    return action
  }
  return {
    mark: stillFenced,
    absent: () => taking(),
    slow: () => waiting(),
    // No backup has that sum.
    refused: () => {
      go()
      return {
        kind: 'pgbackrest',
        ...place,
        stanza,
        way: 'verify',
        backup: '20200101-000000F',
        manifest: 'b'.repeat(64),
        deadlineSeconds: 110,
      }
    },
    refusedAs: /^backup\.another$/,
    late: () => waiting({ deadlineSeconds: 2 }),
    fulfil: null,
    inPieces: null,
    telling: () => taking(),
    told: /^\{"backup":"\d{8}-\d{6}F"\}$/,
    halve: null,
  }
}
