import { describe, expect, test } from 'vitest'
import { providers } from '#model/cluster'
import { refusal } from '#model/refusal'
import { sessionCancel } from '#playbooks/session/cancel'
import { sessionTerminate } from '#playbooks/session/terminate'
import { awayNode } from '#test/support/commands/cluster'
import { amongOthers, askedBy, type Reason, readyFor } from '#test/support/facts/planned'
import { bothAbout, type SessionMore, sessionAbout } from '#test/support/facts/session'

const asked = { pid: 4711 }

test.each([['0'], ['-5'], ['99999999999'], ['1.5'], ['pid']])(
  'a process id of %s is told so where it is typed',
  pid => {
    const read = sessionTerminate.input.safeParse({ pid })
    expect(read.error?.issues.map(({ message }) => message)).toContain(
      'A process id is a whole number from 1 to 2147483647',
    )
  },
)

/** Worst first. */
const reasons: readonly Reason<SessionMore>[] = [
  [
    'that is gone',
    { session: null },
    refusal(
      'There is no session 4711 on shop-1 or shop-2.',
      'Look again with `lock tree`.',
      'lock tree',
    ),
  ],
  [
    'whose pid two nodes have',
    { also: ['shop-2'] },
    refusal(
      'shop-1 and shop-2 each have a session 4711.',
      'Say which: `node=shop-1` or `node=shop-2`.',
    ),
  ],
  [
    'of a run of Howdah',
    { own: 'r-1a2b3c' },
    refusal('That session is Howdah’s own, of r-1a2b3c.', 'Stop the run.', 'run cancel r-1a2b3c'),
  ],
  [
    'that reads for Howdah',
    { own: 'look' },
    refusal(
      'pid 4711 is Howdah’s own: it reads what answers and plans are made of.',
      'Leave it alone: none of its statements runs for longer than 10 s.',
    ),
  ],
  [
    'of autovacuum',
    { session: { kind: 'autovacuum worker' } },
    refusal(
      'pid 4711 is autovacuum.',
      'Leave it alone: it gives way to what waits for it, unless it has to finish to prevent wraparound.',
    ),
  ],
  [
    'that cannot be seen',
    { session: { kind: null } },
    refusal(
      'What pid 4711 does cannot be seen: the login of shop-1 lacks pg_monitor.',
      'Run `doctor`: it prints the GRANT.',
      'doctor',
    ),
  ],
  [
    'of a process that is no client',
    { session: { kind: 'walwriter' } },
    refusal('pid 4711 is the walwriter, no client.', 'Leave it to PostgreSQL.'),
  ],
  [
    'on a cluster that is observed only',
    { actor: null, maySignal: false },
    refusal(
      'This cluster has no login for maintain: the inventory has no `credentials.maintain`, and no `credentials.ddl` in its place.',
      'Add `credentials.maintain`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
    ),
  ],
  [
    'that the acting login may not signal',
    { maySignal: false },
    refusal(
      'howdah may not signal sessions of billing.',
      'Let a superuser run: `GRANT pg_signal_backend TO howdah`.',
    ),
  ],
  [
    'that the acting login does not see',
    { actorSees: false },
    refusal(
      'howdah does not see what sessions of billing do, so it could not tell whether this one still does the same.',
      'Let a superuser run: `GRANT pg_monitor TO howdah`.',
    ),
  ],
]

const letRun = (who: string) => `Let ${who} run: \`GRANT pg_signal_backend TO howdah\`.`
const nobodyOf = (provider: string) =>
  `Nobody but the provider may: it is a superuser’s session, and ${provider} gives nobody that role.`
const own = [letRun('a superuser'), 'Only a superuser may: it is a superuser’s session.']

/**
 * By provider: the role that lets the acting login signal a usual session, and the way to signal a
 * superuser’s session.
 */
const ways = {
  'self-managed': own,
  patroni: own,
  cloudnativepg: own,
  rds: [letRun('a member of rds_superuser'), nobodyOf('rds')],
  'cloud-sql': [letRun('a member of cloudsqlsuperuser'), nobodyOf('cloud-sql')],
  azure: [letRun('a member of azure_pg_admin'), nobodyOf('azure')],
}

describe.each([sessionCancel, sessionTerminate])('$name', playbook => {
  const refuse = (more: SessionMore) => playbook.refuse(asked, sessionAbout(more))

  test('asks for a session', () => {
    expect(askedBy(playbook)).toEqual([
      ['pid', 'Process id, as `lock tree` shows it', null, 'text'],
      ['node', 'Which node; all are looked at when left out', null, 'text'],
      [
        'started',
        'Start of the session in microseconds since 1970, to be sure that it is this one',
        null,
        'text',
      ],
    ])
    expect(playbook.input.parse({ pid: '4711' })).toEqual(asked)
  })

  test('refuses a node that there is not', () => {
    expect(
      playbook.refuse({ ...asked, node: 'shop-9' }, sessionAbout({ node: null, looked: [] })),
    ).toMatchObject(refusal('There is no node shop-9.', 'Name one of: shop-1, shop-2.'))
  })

  test('refuses a node without a connection, and says why there is none', () => {
    const about = sessionAbout({ node: null, looked: [], unreachable: [awayNode('shop-3')] })
    expect(playbook.refuse({ ...asked, node: 'shop-3' }, about)).toEqual(
      refusal('shop-3 does not answer in time.', 'Check it.'),
    )
  })

  test.each(reasons)('refuses a session %s', (_, more, refused) => {
    expect(refuse(more)).toMatchObject(refused)
  })

  test.each(amongOthers(reasons, bothAbout))(
    'names first, of several reasons, a session %s',
    (_, more, refused) => {
      expect(refuse(more)).toMatchObject(refused)
    },
  )

  test.each([
    [
      'is gone, where it was seen before',
      { started: '1795338000123456' },
      {},
      'There is no session 4711 with that start on shop-1 or shop-2.',
    ],
    [
      'is not on the node that was named',
      { node: 'shop-2' },
      { looked: ['shop-2'] },
      'There is no session 4711 on shop-2.',
    ],
    [
      'may be on a node that does not answer',
      {},
      { nodes: ['shop-1'], looked: ['shop-1'], unreachable: [awayNode('shop-2')] },
      'There is no session 4711 on shop-1. Whether it is on shop-2 is NOT known. shop-2 does not answer in time.',
    ],
  ])('says of a session that it %s', (_, more, about, because) => {
    const seen = sessionAbout({ node: null, session: null, ...about })
    expect(playbook.refuse({ ...asked, ...more }, seen)).toMatchObject({ because })
  })

  test('takes no application that calls itself as a run does for a run', () => {
    const about = sessionAbout({ session: { application: 'howdah r-1a2b3c 7' } })
    expect(readyFor(playbook, asked, about)).toEqual(about)
  })

  test('says “that role” where the user of a session is not known', () => {
    expect(refuse({ maySignal: false, session: { user: null } })).toMatchObject({
      because: 'howdah may not signal sessions of that role.',
    })
  })

  test.each(providers)('says who may signal with %s', provider => {
    const refused = [false, true].map(superuser =>
      refuse({ provider, maySignal: false, session: { superuser } }),
    )
    expect(refused).toMatchObject(ways[provider].map(instead => ({ instead })))
  })
})
