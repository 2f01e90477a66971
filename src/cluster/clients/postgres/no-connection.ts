/** Why there is no connection to a node, and what to do: each cause in words of its own. */
import { isIP } from 'node:net'
import { DatabaseError } from 'pg'
import type { ClusterConfig, Credential } from '#model/configuration'
import { asSentence } from '#text/sentence'

/** The connection that was wanted. */
export interface NodeLogin {
  readonly cluster: ClusterConfig
  readonly node: string
  readonly database: string
  readonly credential: Credential
}

export interface NoConnection {
  readonly message: string
  readonly instead: string
}

/** Undefined for an error that is not about connecting, and for a connection that broke. */
export const whyNoConnection = (error: unknown, wanted: NodeLogin): NoConnection | undefined => {
  if (!(error instanceof Error)) return undefined
  const found = error instanceof DatabaseError ? answered(error, wanted) : unanswered(error, wanted)
  return found && { message: found[0], instead: found[1] }
}

export const needsDirect =
  'Howdah needs a direct connection: let the inventory name the server itself.'

type Found = readonly [message: string, instead: string]

const unanswered = (error: Error, wanted: NodeLogin): Found | undefined =>
  tls(error, wanted) ?? network(error, wanted) ?? password(error, wanted)

const hostOf = ({ cluster, node }: NodeLogin): { readonly host: string; readonly at: string } => {
  const { host = '', port = 0 } = cluster.nodes.find(({ name }) => name === node) ?? {}
  return { host, at: isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}` }
}

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : ''

const tls = (error: Error, wanted: NodeLogin): Found | undefined => {
  const { cluster, node } = wanted
  const code = codeOf(error)
  if (error.message === 'The server does not support SSL connections')
    return [
      `${node} answers, but does not offer TLS; a ${cluster.environment} cluster is only spoken to with ${cluster.tls}.`,
      'Set `ssl = on` there, with a certificate; for a server on this very machine `environment: sample` with `tls: off` does as well.',
    ]
  if (error.message === 'There was an error establishing an SSL connection')
    return [
      `Something answers for ${node} at ${hostOf(wanted).at}, but not as PostgreSQL does.`,
      'Correct host and port in the inventory.',
    ]
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return anotherName(error, wanted)
  const problem = certificates.find(([codes]) => codes.test(code))
  if (problem) return [`${node} answers, but its certificate ${problem[1]}.`, problem[2]]
  return /^(ERR_SSL|ERR_TLS|CERT_|EPROTO$)/.test(code)
    ? [
        `${node} answers, but TLS with it fails (${code}).`,
        'Check its `ssl_…` settings and its certificate.',
      ]
    : undefined
}

const renewed = 'Renew it on the server, then reload its configuration.'

const certificates = [
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/,
    'comes from no authority that is trusted here',
    'Give Howdah the certificate of that authority: `NODE_EXTRA_CA_CERTS=/path/to/ca.pem`.',
  ],
  [/^CERT_HAS_EXPIRED$/, 'has expired', renewed],
  [
    /^CERT_NOT_YET_VALID$/,
    'is not valid yet',
    'Compare the clocks of both machines, or renew the certificate.',
  ],
  [/^CERT_REVOKED$/, 'was revoked', renewed],
] as const

const anotherName = (error: Error, wanted: NodeLogin): Found => {
  const { host } = hostOf(wanted)
  const { cert } = error as { cert?: { subjectaltname?: string; subject?: { CN?: string } } }
  const named = cert?.subjectaltname ?? cert?.subject?.CN
  return [
    `${wanted.node} answers, but its certificate does not name ${host}${named === undefined ? '' : `, only ${named}`}.`,
    `Write the host in the inventory as the certificate names it, or have a certificate made for ${host}.`,
  ]
}

const network = (error: Error, wanted: NodeLogin): Found | undefined => {
  const { node } = wanted
  const { host, at } = hostOf(wanted)
  const code = codeOf(error)
  if (code === 'ECONNREFUSED')
    return [
      `${node} refuses the connection at ${at}: no server listens there, or a firewall refuses it.`,
      'Start the server, or correct host and port in the inventory; `listen_addresses` has to hold that address.',
    ]
  if (/^(ENOTFOUND|EAI_)/.test(code))
    return [
      `The host of ${node}, ${host}, is not found by its name (${code}).`,
      'Correct it in the inventory, or mend the name service of this machine.',
    ]
  if (/^E(HOST|NET)(UNREACH|DOWN)$/.test(code))
    return [
      `There is no route to ${node} at ${at} (${code}).`,
      'Check network and firewalls between this machine and that one.',
    ]
  if (error.message === 'timeout exceeded when trying to connect')
    return [`Every connection to ${node} was in use for 5 s.`, 'Ask again.']
  return code === 'ETIMEDOUT' || /^timeout expired$|due to connection timeout$/.test(error.message)
    ? [
        `${node} does not answer in time at ${at}.`,
        'Check that the server is up, and that no firewall drops what is sent to it.',
      ]
    : undefined
}

const password = (
  { message }: Error,
  { node, credential: { user } }: NodeLogin,
): Found | undefined =>
  /^SASL: .*password must be a/.test(message)
    ? [
        `${node} asks for a password, and the inventory has none for ${user}.`,
        'Add it to `credentials`.',
      ]
    : undefined

const answered = (
  { code = '', message, routine = '' }: DatabaseError,
  wanted: NodeLogin,
): Found | undefined => {
  const { cluster, node, database, credential } = wanted
  const { user } = credential
  if (code === '28P01')
    return [
      `${node} refuses ${user}: its password is another one, or there is no such login.`,
      'Correct the password of the login in the inventory, or set it again on the server.',
    ]
  if (/^no pg_hba\.conf entry|^pg_hba\.conf rejects/.test(message)) return noLine(message, wanted)
  if (code === '28000')
    return [
      `${node} does not let ${user} in: ${asSentence(message)}`,
      '`howdah init --print-sql` prints the logins that Howdah needs.',
    ]
  if (code === '3D000')
    return [
      `${cluster.name} has no database ${database}.`,
      'Correct `databases` in the inventory, or name another `database=`.',
    ]
  if (code === '53300')
    return [
      `${node} has no connection left for ${user}: ${asSentence(message)}`,
      'Close connections there, or raise that limit (max_connections, or CONNECTION LIMIT of the role or database), then ask again.',
    ]
  if (code === '42501' && routine === 'CheckMyDatabase')
    return [
      `${user} may not connect to ${database} on ${node}.`,
      `Let the owner of the database run: \`GRANT CONNECT ON DATABASE "${database.replaceAll('"', '""')}" TO "${user.replaceAll('"', '""')}";\``,
    ]
  if (code === '57P03')
    return [
      `${node} takes no connections now: ${asSentence(message)}`,
      'Howdah looks again as soon as it does.',
    ]
  // PostgreSQL names the routine of each error, and PgBouncer none.
  return code === '08P01' && routine === ''
    ? [`A pooler answers for ${node}, and refuses: ${asSentence(message)}`, needsDirect]
    : undefined
}

/** PostgreSQL names the address and the encryption that it saw. */
const noLine = (message: string, { node, database, credential }: NodeLogin): Found => {
  const from = /host "([^"]+)"/.exec(message)?.[1] ?? 'this machine'
  const plain = message.endsWith('no encryption')
  const mask = { 0: '', 4: '/32', 6: '/128' }[isIP(from)] ?? ''
  return [
    `${node} answers, but its pg_hba.conf does not let ${credential.user} in to ${database} from ${from}${plain ? ' without TLS' : ''}.`,
    `Add \`${plain ? 'host' : 'hostssl'} ${database} ${credential.user} ${from}${mask} scram-sha-256\` to it above what rejects, then reload.`,
  ]
}
