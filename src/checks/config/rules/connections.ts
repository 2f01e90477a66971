/** Connections that run out. */
import { judged, type Rule } from '#checks/config/judged'
import { count, percent } from '#text/figures'

const full = 0.8

export const connectionsInUse: Rule = ({ workloads }) => {
  const nodes = Object.entries(workloads)
  return judged({
    remarks: nodes.flatMap(
      ([
        node,
        {
          sees,
          sessions: { connections, idle, most },
        },
      ]) =>
        !sees || connections < full * most
          ? []
          : [
              `${node} uses ${count(connections)} of ${count(most)} connections just now (${percent(connections / Math.max(1, most))}), ${count(idle)} of them idle. ${
                idle * 2 > connections
                  ? 'A pooler or smaller pools help; more max_connections takes memory and a restart.'
                  : 'Look at what they do (`lock tree`, `query slow`) before you raise max_connections, which takes a restart.'
              }`,
            ],
    ),
    unjudged: nodes
      .filter(([, { sees }]) => !sees)
      .map(
        ([node]) =>
          `Connections and waits of ${node}: the login lacks pg_monitor, so that sessions of others are not seen. \`doctor\` prints the GRANT.`,
      ),
  })
}
