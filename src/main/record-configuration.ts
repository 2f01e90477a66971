/** Records a bot's configuration, without secrets, when it differs from the last recorded configuration. */
import { userInfo } from 'node:os'
import { differences, fingerprintOfConfig, lastRecorded, namedConfig } from '#main/named-config'
import type { OpenParts } from '#main/open-parts'
import { advisoryLocks } from '#store/advisory-locks'

export const recordConfiguration = async ({
  parts: { config, store, record, holder },
}: Pick<OpenParts<never>, 'parts'>): Promise<void> =>
  store.transaction(async tx => {
    await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.configuration])
    const now = namedConfig(config)
    const was = await lastRecorded(tx)
    const changed = differences(was ?? {}, now)
    if (changed.length === 0) return
    const title = was === undefined ? 'the first configuration' : `changed: ${changed.join(', ')}`
    await record.append(
      'config.changed',
      {
        actor: `howdah/${holder}`,
        subject: {},
        detail: {
          title,
          login: userInfo().username,
          fingerprint: fingerprintOfConfig(now),
          config: Object.entries(now),
        },
      },
      tx,
    )
  })
