/**
 * `howdah init`: what a careful operator needs once. `--print-sql` prints the roles and grants, because
 * Howdah itself never creates a role; `--new-key` prints a signing key.
 */
import { clusterSql, controlSql, exampleCluster } from '#main/cli/grants'
import { withoutSlack } from '#main/cli/without-slack'
import { configuration } from '#main/configuration'
import type { ClusterConfig } from '#model/configuration'
import { newSigningKey } from '#signing/keys'
import type { ExitCode } from '#terminal/draw-reply'
import type { Terminal } from '#terminal/terminal'

export const printSql = (
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): ExitCode => {
  if (option === '--new-key') {
    terminal.out(newSigningKey(new Date().toISOString().slice(0, 10)))
    return 0
  }
  if (option !== '--print-sql') {
    terminal.err('Blocked: Howdah makes no roles by itself.')
    terminal.err(
      'Instead: read what howdah init --print-sql prints, and run it. A signing key: howdah init --new-key.',
    )
    return 2
  }
  const clusters = clustersOf(env)
  for (const line of controlSql(env['DATABASE_OWNER_URL'], env['DATABASE_URL'])) terminal.out(line)
  for (const cluster of clusters.length > 0 ? clusters : [exampleCluster]) {
    terminal.out('')
    for (const line of clusterSql(cluster)) terminal.out(line)
  }
  return 0
}

/** Without an inventory an example is printed: grants come before the passwords in the inventory. */
const clustersOf = (
  env: Readonly<Record<string, string | undefined>>,
): readonly ClusterConfig[] => {
  if (env['HOWDAH_CONFIG'] === undefined) return []
  return configuration(withoutSlack(env)).clusters
}
