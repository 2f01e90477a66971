/** A clone as a cluster: read by the logins of its source, through a socket of Howdah's machine. */
import type { ClusterConfig, Credential } from '#model/configuration'

/** Any name would do: the folder of the socket has no other server. */
export const portOfClones = 5432

/** The login for ddl only reads there, as the owner of a table. */
export const configOfClone = (
  source: ClusterConfig,
  { name, socket }: { readonly name: string; readonly socket: string },
): ClusterConfig => ({
  ...withoutPatroni(source),
  name,
  cloneOf: source.name,
  credentials: {
    observe: withoutPassword(source.credentials.observe),
    ddl: source.credentials.ddl && withoutPassword(source.credentials.ddl),
    maintain: null,
    ha: null,
    backup: null,
  },
  nodes: [{ name, host: socket, port: portOfClones }],
  // The socket lies in a folder of Howdah's own.
  tls: 'off',
  provider: 'self-managed',
  windows: [],
  blackouts: [],
  backup: null,
})

/** Patroni knows nothing of a clone. */
const withoutPatroni = (source: ClusterConfig): Omit<ClusterConfig, 'patroni'> => {
  const { patroni: _, ...kept } = source
  return kept
}

/** A clone asks for no password; whatever else may answer on the socket hears none of the source's. */
const withoutPassword = ({ user }: Credential): Credential => ({ user, password: 'none' })
