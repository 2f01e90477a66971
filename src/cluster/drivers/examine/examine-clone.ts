/** Examines the clone of a drill: what was measured on the way, and each check with its outcome. */
import { join } from 'node:path'
import { readLog } from '#cluster/drivers/clone/server'
import { askQueries } from '#cluster/drivers/examine/ask-queries'
import { checkBtrees } from '#cluster/drivers/examine/btrees'
import { checkChecksums } from '#cluster/drivers/examine/check-checksums'
import { checkMoment } from '#cluster/drivers/examine/check-moment'
import { compareTables } from '#cluster/drivers/examine/compare-tables'
import { isDamage } from '#cluster/drivers/examine/is-damage'
import { onClone } from '#cluster/drivers/examine/on-clone'
import { timesInLog } from '#cluster/drivers/examine/times-in-log'
import { stanzaNow } from '#cluster/drivers/pgbackrest/stanza-now'
import { type BackupAbout, readAbout } from '#cluster/facts/backup/about'
import { backupsIn } from '#cluster/facts/backup/layout'
import { positionOf } from '#cluster/facts/backup/wal'
import type { CloneAbout } from '#cluster/facts/clone/about'
import { clonesIn, type FoundClone } from '#cluster/facts/clone/clones-in'
import type { DrillCheck, DrillEvidence } from '#cluster/facts/restore/evidence'
import type { Holder } from '#model/actions/driver'
import { exposureOf } from '#model/drill/drill'
import type { ExamineAction } from '#model/drill/examine'
import { Failure } from '#src/errors'

export const examineClone = async (
  action: ExamineAction,
  { cluster, run }: Holder,
  stop: AbortSignal,
): Promise<DrillEvidence> => {
  const { askedAt } = action
  if (typeof askedAt !== 'string') throw new Error('no moment')
  const { about, folder } = await cloneIn(action)
  const backup = await backupIn(action, about, cluster)
  const { unpackSeconds } = about
  if (unpackSeconds === undefined) throw new Error('unpacking was not measured')
  const began = performance.now()
  const times = timesInLog(await readLog(folder))
  const checks = await checksOf(action, { cluster, about, stop })
  return {
    format: 1,
    drill: action.drill,
    run,
    cluster: cluster.config.name,
    backup: action.backup,
    manifest: about.manifest,
    system: about.system,
    clone: action.clone,
    askedAt,
    examinedAt: new Date().toISOString(),
    reached: about.reached,
    reachedAt: about.reachedAt,
    exposed: exposureOf(action.exposedSeconds, action.exposedBytes),
    figures: {
      bytes: about.bytes,
      walBytes: Number(positionOf(about.reached) - positionOf(backup.startLsn)),
      unpackSeconds,
      startSeconds: times.start,
      replaySeconds: times.replay,
      checkSeconds: (performance.now() - began) / 1_000,
    },
    checks,
  }
}

/** Another session of the same Howdah made the clone, maybe under an older token. */
const cloneIn = async ({
  place,
  clone,
}: ExamineAction): Promise<FoundClone & { readonly about: CloneAbout }> => {
  const found = (await clonesIn(place))?.find(({ about }) => about?.clone === clone)
  if (found?.about && found.running) return { ...found, about: found.about }
  throw new Failure(
    'drill.no-clone',
    `${clone} ${found ? 'does not run' : 'is not there'} any more.`,
    'Run the drill again, and find out who ended the clone.',
  )
}

const backupIn = async (
  action: ExamineAction,
  { manifest }: CloneAbout,
  cluster: Holder['cluster'],
): Promise<BackupAbout> => {
  const { stanza, folder, backup } = action
  const about = stanza
    ? (await stanzaNow(stanza, action, { cluster })).backups.find(one => one.backup === backup)
        ?.about
    : await genuineAbout(join(backupsIn(folder), backup), cluster)
  if (about?.manifest === manifest) return about
  throw new Failure(
    'backup.missing',
    `${backup} is not in the repository any more as Howdah took it.`,
    'Run the drill again.',
  )
}

const genuineAbout = async (
  place: string,
  { marks }: Holder['cluster'],
): Promise<BackupAbout | undefined> => {
  const read = await readAbout(place, marks)
  return read?.genuine === 'genuine' ? read.about : undefined
}

interface Examining {
  readonly cluster: Holder['cluster']
  readonly about: CloneAbout
  readonly stop: AbortSignal
}

const checksOf = async (
  action: ExamineAction,
  { cluster, about, stop }: Examining,
): Promise<readonly DrillCheck[]> => {
  const { config } = cluster
  const end = performance.now() + action.indexSeconds * 1_000
  const goOn = () => stop.throwIfAborted()
  const usual = { config, about, database: config.database }
  const checks: DrillCheck[] = [
    await onClone(usual, stop, ({ reader }) => checkMoment(reader, about, action.askedAt)),
  ]
  for (const database of config.databases) {
    const there = await onClone(usual, stop, ({ reader }) =>
      reader.read('select from pg_database where datname = $1 and datallowconn', [database]),
    )
    if (there.length === 0) {
      checks.push({
        name: `database ${database}`,
        outcome: 'failed',
        words: `Database ${database} is not in the clone.`,
      })
      continue
    }
    const wanted = { config, about, database }
    checks.push(
      await orDamage(`tables of ${database}`, () =>
        onClone(wanted, stop, ({ reader }) =>
          compareTables(database, reader, cluster.reader(action.node, database), goOn),
        ),
      ),
      await orDamage(`indexes of ${database}`, () =>
        onClone(wanted, stop, ({ client }) => checkBtrees(client, database, end)),
      ),
    )
  }
  if (action.queries.length > 0)
    checks.push(
      ...(await onClone({ config, about, database: action.database }, stop, ({ client, where }) =>
        askQueries(client, where, action.queries, goOn),
      )),
    )
  // Last, as whatever was read before may have found more.
  checks.push(await onClone(usual, stop, ({ reader }) => checkChecksums(reader)))
  return checks
}

/** PostgreSQL stops at damage anywhere, also on the way to what is checked. */
const orDamage = async (name: string, check: () => Promise<DrillCheck>): Promise<DrillCheck> => {
  try {
    return await check()
  } catch (error) {
    if (!isDamage(error)) throw error
    return { name, outcome: 'failed', words: error.message }
  }
}
