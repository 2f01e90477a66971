/** The real engine on real servers, without Slack and without a sweeper. */
import { openBursts } from '#audit/bursts'
import { openLog } from '#audit/log'
import { type Cluster, openCluster } from '#cluster/cluster'
import { drivers } from '#cluster/drivers/catalogue'
import { commands } from '#commands/catalogue'
import { engineForCommands } from '#engine/for-commands'
import { engineForEdges } from '#engine/for-edges'
import { openMessages } from '#engine/messages'
import type { Parts } from '#engine/parts'
import { adviseSettings } from '#main/advise-settings'
import { openAuditReader } from '#main/audit-reader'
import { configuration } from '#main/configuration'
import type { Drivers } from '#model/actions/driver'
import type { Watcher } from '#model/guard'
import type { AnyPlaybook } from '#model/playbook'
import { noRoutesSeen } from '#model/pool/read-route'
import { nothingSeen } from '#model/primaries'
import { openTraffic } from '#monitor/traffic'
import { openWatcher } from '#monitor/watcher'
import { playbooks } from '#playbooks/catalogue'
import { backupMarks } from '#signing/backup-marks'
import { openRowSigner } from '#signing/rows'
import { clockOf, openStore } from '#store/store'

export interface EngineOptions {
  readonly holder: string
  /** Playbooks in addition to the catalogue. */
  readonly playbooks?: readonly AnyPlaybook[]
  readonly now?: () => Promise<Date>
  /** The readings of guards, made from the readings of the clusters. */
  readonly watching?: (real: Watcher) => Watcher
  /** Drivers in place of the catalogue's. */
  readonly drivers?: Partial<Drivers>
  /** Finds clones; none are found without. */
  readonly lookForClones?: (clusters: Map<string, Cluster>) => void
}

/** Opens the engine; `faults` collects all errors that would go to the log. */
export const openEngine = (
  env: Readonly<Record<string, string | undefined>>,
  options: EngineOptions,
) => {
  const config = configuration(env)
  const faults: unknown[] = []
  const report = (error: unknown) => void faults.push(error)
  const signer = openRowSigner(config.signingKeys)
  const store = openStore(env['DATABASE_URL'] ?? '', `howdah ${options.holder}`, signer)
  const record = openLog({ store, dir: config.recordDir })
  const denials = openBursts(record, report)
  const clusters = new Map(
    config.clusters.map(one => [one.name, openCluster(one, backupMarks(signer))]),
  )
  const traffic = openTraffic(clusters, report)
  const known = [...playbooks, ...(options.playbooks ?? [])]
  const parts: Parts = {
    store,
    record,
    denials,
    // One person asks for a whole test.
    trials: { begin: () => ({ end: () => {} }) },
    clusters,
    lookForClones: async () => options.lookForClones?.(clusters),
    commands,
    drivers: { ...drivers, ...options.drivers },
    playbooks: new Map(known.map(playbook => [playbook.name, playbook])),
    config,
    now: options.now ?? (() => clockOf(store)),
    wake: () => Promise.resolve(),
    holder: options.holder,
    traffic,
    advised: cluster => adviseSettings(engine)(cluster),
    primaries: nothingSeen,
    routes: noRoutesSeen,
    watcher: (options.watching ?? (real => real))(openWatcher(clusters)),
    findPerson: null,
    report,
  }
  const engine = engineForCommands(parts, openAuditReader(record, parts))
  return {
    faults,
    parts,
    engine,
    edge: engineForEdges(parts, engine),
    messages: openMessages(parts),
    async close() {
      traffic.stop()
      await denials.flush()
      await Promise.all([...clusters.values()].map(cluster => cluster.close()))
      await store.close()
    },
  }
}
