/** The inventory of local mode, as a person would write it. YAML reads JSON as well. */
import type { SampleCluster } from '#local/sample/sample'
import type { LocalSecrets } from '#local/secrets'

/**
 * `login` started local mode and may ask on the command line, as Olga may on the page; no login may
 * approve.
 */
export const localInventory = (
  sample: SampleCluster,
  { howdah, backup, ha }: LocalSecrets,
  record: string,
  login: string | null,
): string =>
  JSON.stringify(
    {
      channels: { ops: 'C_OPS', reports: 'C_REPORTS', audit: 'C_AUDIT' },
      people: {
        operators: ['U_OLGA', ...(login === null ? [] : [`cli/${login}`])],
        approvers: ['U_ADAM', 'U_DANA'],
      },
      // Short, so that a take-over can be watched.
      engine: { tokenSeconds: 5, sweepSeconds: 1 },
      record,
      // Often, to be watched.
      schedules: {
        'slow-queries': { command: 'query slow cluster=shop limit=6', at: 'every 2 minutes' },
      },
      clusters: {
        shop: {
          environment: 'sample',
          databases: ['shop'],
          nodes: Object.entries(sample.nodes).map(([name, { port, dataDir }]) => ({
            name,
            url: `postgres://127.0.0.1:${port}`,
            data: dataDir,
          })),
          credentials: {
            observe: `howdah:${howdah}`,
            ddl: `howdah:${howdah}`,
            ha: `howdah_ha:${ha}`,
            backup: `howdah_backup:${backup}`,
          },
          backup: { ...sample.repository, clones: sample.clones },
          drills: { every: '7 days', notice: '15 minutes' },
        },
      },
    },
    null,
    2,
  )
