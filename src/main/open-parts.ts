/** Opens the parts that the bot and the command line share: store, record, clusters and the engine. */
import { openBursts } from '#audit/bursts'
import { type AuditLog, openLog } from '#audit/log'
import type { Cluster } from '#cluster/cluster'
import { drivers } from '#cluster/drivers/catalogue'
import { openStandingReaders } from '#cluster/standing-readers'
import { commands } from '#commands/catalogue'
import { openTrials } from '#engine/ask/trials'
import { engineForCommands } from '#engine/for-commands'
import type { Parts } from '#engine/parts'
import { adviseSettings } from '#main/advise-settings'
import { openAuditReader } from '#main/audit-reader'
import { type Fleet, openFleet } from '#main/fleet'
import type { Config } from '#model/configuration'
import type { Engine } from '#model/engine'
import type { Traffic } from '#model/traffic'
import { openPrimaryWatch, type PrimaryWatch } from '#monitor/primaries/watch'
import { openRouteWatch, type RouteWatch } from '#monitor/routes/watch'
import { openWatcher } from '#monitor/watcher'
import { playbooks } from '#playbooks/catalogue'
import { backupMarks } from '#signing/backup-marks'
import { openHeadSigner } from '#signing/heads'
import { openRowSigner } from '#signing/rows'
import { clockOf, type OpenStore, openStore } from '#store/store'

export interface PartsOptions<T extends Traffic>
  extends Pick<Parts, 'holder' | 'wake' | 'findPerson' | 'report'> {
  readonly traffic: (clusters: ReadonlyMap<string, Cluster>) => T
  /** False for a short-lived process: neither anchors nor a spool are written. */
  readonly keeps?: boolean
}

export interface OpenParts<T extends Traffic> {
  readonly parts: Parts
  readonly store: OpenStore
  readonly record: AuditLog
  readonly fleet: Fleet
  readonly traffic: T
  readonly primaries: PrimaryWatch
  readonly routes: RouteWatch
  readonly engine: Engine
  close(): Promise<void>
}

export const openParts = <T extends Traffic>(
  config: Config,
  databaseUrl: string,
  { traffic: openTraffic, keeps, ...own }: PartsOptions<T>,
): OpenParts<T> => {
  const signer = openRowSigner(config.signingKeys)
  const marks = backupMarks(signer)
  const store = openStore(databaseUrl, `howdah ${own.holder}`, signer)
  const record = openLog({
    store,
    dir: config.recordDir,
    heads: openHeadSigner(config.signingKeys),
    channel: config.channels.audit,
    ...(keeps === undefined ? {} : { keeps }),
  })
  const denials = openBursts(record, own.report)
  const fleet = openFleet(config.clusters, store, marks)
  // No application works on a clone.
  const traffic = openTraffic(fleet.inventory)
  const watched = keeps === false ? [] : watchable(config.clusters)
  const askable = watched.map(({ config, readers }) => ({
    config,
    readerOf: (node: string) => readers.of(node),
  }))
  const primaries = openPrimaryWatch(askable, own.report)
  const routes = openRouteWatch(askable, own.report)
  const parts: Parts = {
    ...own,
    store,
    record,
    denials,
    trials: openTrials(),
    clusters: fleet.all,
    lookForClones: () => fleet.refresh(),
    commands,
    drivers,
    playbooks: new Map(playbooks.map(playbook => [playbook.name, playbook])),
    config,
    now: () => clockOf(store),
    traffic,
    advised: cluster => adviseSettings(engine)(cluster),
    watcher: openWatcher(fleet.inventory),
    primaries,
    routes,
  }
  const engine = engineForCommands(parts, openAuditReader(record, parts))
  return {
    parts,
    store,
    record,
    fleet,
    traffic,
    primaries,
    routes,
    engine,
    async close() {
      primaries.stop()
      routes.stop()
      await denials.flush()
      await Promise.all(watched.map(({ readers }) => readers.close()))
      await fleet.close()
      await store.close()
    },
  }
}

/** A single node has no second primary, and a clone is none. */
const watchable = (clusters: Config['clusters']) =>
  clusters
    .filter(({ nodes, cloneOf }) => nodes.length > 1 && cloneOf === undefined)
    .map(config => ({ config, readers: openStandingReaders(config) }))
