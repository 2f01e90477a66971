/** Has pgBackRest take, verify or remove a backup. The outcome is read from the repository, never from an exit code alone. */
import { askStanza } from '#cluster/clients/host/ask-stanza'
import { type ToolHand, takeTools, type WantedTool } from '#cluster/drivers/host/tool-hand'
import { wholeOf } from '#cluster/drivers/pgbackrest/whole-of'
import { readInfo, runOf, type StanzaBackup } from '#cluster/facts/pgbackrest/info'
import { sumOfBackup } from '#cluster/facts/pgbackrest/sum-of-backup'
import type { ActionState } from '#model/actions/action-kind'
import type { Acting, Driver, Holder } from '#model/actions/driver'
import { type PgbackrestAction, pgbackrestKind, toolOf } from '#model/actions/host/pgbackrest'
import { Failure } from '#src/errors'

export const pgbackrestDriver: Driver<PgbackrestAction> = {
  kind: 'pgbackrest',
  async take(action, holder) {
    const hand = await takeTools(pgbackrestKind.place(action), action.stanza, holder)
    const wanted = (one: PgbackrestAction): WantedTool => ({
      ...one,
      tool: toolOf(one, holder.run),
    })
    return {
      ...hand,
      strays: keep => hand.strays(keep && wanted(keep)),
      end: (keep, known) => hand.end(keep && wanted(keep), known),
      async look(one) {
        if ((await hand.left(wanted(one)))?.alive) return 'unknown'
        return stateOf(one, await backupsOf(one), holder.run)
      },
      async act(one, how) {
        const started = performance.now()
        const outputs = await perform({ hand, holder, wanted: wanted(one) }, one, how)
        return { seconds: (performance.now() - started) / 1_000, warnings: [], outputs }
      },
    }
  },
  observe: async action => stateOf(action, await backupsOf(action), null),
}

/** `run` null: of any run. */
const stateOf = (
  action: PgbackrestAction,
  backups: readonly StanzaBackup[],
  run: string | null,
): ActionState => {
  switch (action.way) {
    case 'verify':
      return 'unknown'
    case 'take':
      return takenBy(action, backups, run) ? 'present' : 'absent'
    case 'remove':
      return findBackup(action, backups) ? 'absent' : 'present'
  }
}

const takenBy = (
  { type, after }: Extract<PgbackrestAction, { way: 'take' }>,
  backups: readonly StanzaBackup[],
  run: string | null,
): StanzaBackup | undefined =>
  backups.find(
    one =>
      (after === null || one.label > after) &&
      one.type === type &&
      runOf(one) !== null &&
      (run === null || runOf(one) === run),
  )

const findBackup = (
  { backup, manifest }: Extract<PgbackrestAction, { backup: string }>,
  backups: readonly StanzaBackup[],
): StanzaBackup | undefined =>
  backups.find(one => one.label === backup && sumOfBackup(one) === manifest)

const backupsOf = async ({ stanza }: PgbackrestAction): Promise<readonly StanzaBackup[]> => {
  const { out, err } = await askStanza(stanza, { tool: 'info' })
  const info = readInfo(out, stanza.stanza)
  if (info) return info.backup
  throw new Failure(
    'backup.out-of-reach',
    `pgBackRest tells nothing of stanza ${stanza.stanza}: ${err.trim().split('\n').at(-1) ?? ''}`,
    'Howdah looks again as soon as it answers; look at its configuration and its repository.',
    { unknown: true },
  )
}

interface Performing {
  readonly hand: ToolHand
  readonly holder: Holder
  readonly wanted: WantedTool
}

const perform = async (
  { hand, holder, wanted }: Performing,
  action: PgbackrestAction,
  how: Acting,
): Promise<Readonly<Record<string, unknown>>> => {
  switch (action.way) {
    case 'take': {
      await hand.run(wanted, how)
      const taken = takenBy(action, await backupsOf(action), holder.run)
      if (taken) return { backup: taken.label }
      throw new Failure(
        'backup.none',
        `pgBackRest ended as if all were well, and no ${action.type} backup of this run is in stanza ${action.stanza.stanza}.`,
        'Read its log, then plan again.',
      )
    }
    case 'verify': {
      if (!findBackup(action, await backupsOf(action))) throw another(action.backup)
      const report = await hand.run(wanted, how)
      return wholeOf(action, report, holder)
    }
    case 'remove': {
      if (!findBackup(action, await backupsOf(action))) throw another(action.backup)
      await hand.run(wanted, how)
      if (!findBackup(action, await backupsOf(action))) return {}
      throw new Failure(
        'backup.still-there',
        `pgBackRest ended as if all were well, and ${action.backup} is still in stanza ${action.stanza.stanza}.`,
        'Read its log, then plan again.',
      )
    }
  }
}

const another = (backup: string): Failure =>
  new Failure(
    'backup.another',
    `There is no ${backup} any more as the plan was made for.`,
    'See which backups there are, and plan again.',
  )
