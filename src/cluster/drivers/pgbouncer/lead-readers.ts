/**
 * Leads a database of PgBouncer to other nodes: SET conffile, RELOAD. A transaction ends on the old node, a session stays
 * there until the client leaves, and each new transaction goes to the new nodes.
 */
import { askBy, type ConsoleWhere, onConsole, type Tell } from '#cluster/clients/pgbouncer/console'
import { wordIn } from '#cluster/facts/pool/columns'
import type { NodeAddress } from '#cluster/facts/pool/leads-to'
import { readMembers } from '#cluster/facts/pool/read-members'
import { consoleText } from '#model/actions/pool/console'
import type { ConsoleRow, ReadRoute } from '#model/pool/known-pooler'
import { fileOfNodes } from '#model/pool/read-route'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'

export interface LedReaders {
  readonly where: ConsoleWhere
  readonly route: Pick<ReadRoute, 'database' | 'files'>
  /** Of the cluster, in the order of the inventory. */
  readonly nodes: readonly NodeAddress[]
  readonly from: readonly string[]
  readonly to: readonly string[]
  /** Asked right before the first change. */
  readonly may: () => boolean
}

/** False, without a change, where the database leads to other nodes than `from` by now, or `may` says no. */
export const leadReaders = (led: LedReaders): Promise<boolean> =>
  onConsole(led.where, async tell => {
    const before = await readAll(tell)
    if (!isSame(membersIn(before, led), led.from)) return false
    const back = before.settings.get('conffile') ?? ''
    if (!plainValue.test(back) || back === '') throw unknownFile(led.where)
    if (!led.may()) return false
    const path = fileOfNodes(led.route, led.to)
    await useFile(tell, path)
    failpoint('readers led')
    const after = await readAll(tell)
    const wrong = whatIsWrong(before, after, led)
    if (wrong !== null) {
      await useFile(tell, back)
      throw new Failure(
        'pool.not-led',
        `PgBouncer ${led.where.pooler.name} ${wrong} after it had read ${path}; it has the file of before again.`,
        `Write that file on its machine, readable for PgBouncer: a line \`%include\` with the settings and databases that all such files share, and below \`[databases]\` the line of ${led.route.database} with the addresses of ${led.to.join(' and ')}.`,
      )
    }
    await keepSettings(tell, before, after)
    return true
  })

const unknownFile = ({ pooler: { name } }: ConsoleWhere): Failure =>
  new Failure(
    'pool.not-led',
    `PgBouncer ${name} does not tell a plain path as its \`conffile\`, so that Howdah could not go back to that file.`,
    'Start it with a file whose path has letters, digits, dots, slashes, hyphens and plus signs alone.',
  )

interface Console {
  readonly databases: readonly ConsoleRow[]
  /** Of settings that a running PgBouncer takes. */
  readonly settings: ReadonlyMap<string, string>
}

const readAll = async (tell: Tell): Promise<Console> => {
  const [databases = [], settings = []] = await askBy(tell, ['DATABASES', 'CONFIG'])
  return {
    databases,
    settings: new Map(
      settings
        .filter(row => wordIn(row, 'changeable') === 'yes')
        .map(row => [wordIn(row, 'key') ?? '', wordIn(row, 'value') ?? '']),
    ),
  }
}

const useFile = async (tell: Tell, path: string): Promise<void> => {
  await tell(consoleText.file(path))
  await tell(consoleText.reload)
}

const membersIn = (
  { databases }: Console,
  { where, route, nodes }: Pick<LedReaders, 'where' | 'route' | 'nodes'>,
): readonly string[] | null =>
  readMembers(databases, { host: where.pooler.host, of: route.database }, nodes)

const isSame = (one: readonly string[] | null, other: readonly string[]): boolean =>
  one !== null && one.join() === other.join()

/** RELOAD passes a missing file over in silence, and takes the good lines of a file with a mistake. */
const whatIsWrong = (before: Console, after: Console, led: LedReaders): string | null => {
  const { database } = led.route
  if (!isSame(membersIn(after, led), led.to))
    return `did not lead ${database} to ${led.to.join(' and ')}`
  const others = (console: Console) =>
    console.databases
      .filter(row => wordIn(row, 'name') !== database)
      .map(row => [row['name'], row['host'], row['port'], row['database']].join(' '))
      .sort()
      .join('\n')
  return others(before) === others(after) ? null : 'has other databases than before'
}

/** Such a value needs no escape between quotes. */
const plainValue = /^[\w.:,+/-]*$/

/** RELOAD takes back each SET, of the size of a pool or of a mode; only the nodes are to change. */
const keepSettings = async (tell: Tell, before: Console, after: Console): Promise<void> => {
  for (const [name, value] of before.settings)
    if (
      name !== 'conffile' &&
      /^\w+$/.test(name) &&
      after.settings.get(name) !== value &&
      plainValue.test(value)
    )
      await tell(consoleText.set(name, value))
}
