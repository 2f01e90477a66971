/** Whether a pg_hba.conf lets a login receive WAL, as far as its lines tell; the server itself is asked before anything is copied. */

/** `host` is the address of the primary, from which a replica on the same machine comes as well. */
export const admits = (text: string, login: string, host: string): boolean =>
  text.split('\n').some(line => {
    const [type = '', databases = '', users = '', address = '', ...rest] = wordsOf(line)
    return (
      /^host(ssl|nossl)?$/.test(type) &&
      databases.split(',').includes('replication') &&
      users.split(',').some(one => one === 'all' || one.replaceAll('"', '') === login) &&
      isFrom(address, host) &&
      !rest.includes('reject')
    )
  })

const wordsOf = (line: string): readonly string[] =>
  line.replace(/#.*$/, '').match(/("[^"]*"|[^\s"])+/g) ?? []

const everywhere: ReadonlySet<string> = new Set(['all', 'samehost', 'samenet', '0.0.0.0/0', '::/0'])
const loopback: ReadonlySet<string> = new Set(['127.0.0.1/32', '::1/128', 'localhost'])

const isFrom = (address: string, host: string): boolean =>
  everywhere.has(address) ||
  (isLoopbackHost(host)
    ? loopback.has(address)
    : address === host || address.startsWith(`${host}/`))

const isLoopbackHost = (host: string): boolean => /^(localhost|127\.|\[?::1)/.test(host)
