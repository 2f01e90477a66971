import { describe, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { commands } from '#commands/catalogue'
import { inPlace } from '#engine/plan/in-place'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { clusterOf } from '#test/support/commands/cluster'

const known = (...names: readonly string[]) => ({
  commands,
  clusters: new Map(names.map(name => [name, openCluster(clusterOf({ name }))] as const)),
})
const several = known('shop', 'main')
const only = known('shop')

describe('a command that a refusal suggests', () => {
  test.each([
    [several, 'app', 'index list', 'index list cluster=shop'],
    [several, 'other', 'index list', 'index list cluster=shop database=other'],
    [several, 'My Db', 'index drop "a.b"', 'index drop "a.b" cluster=shop database="My Db"'],
    [several, 'app', 'index drop i cluster=shop', 'index drop i cluster=shop'],
    [several, 'other', 'lock tree', 'lock tree cluster=shop'],
    [several, undefined, 'session cancel 7 node=b', 'session cancel 7 node=b cluster=shop'],
    [several, 'other', 'run list', 'run list'],
    [several, 'other', 'doctor', 'doctor'],
    [only, 'app', 'index list', 'index list'],
    [only, 'other', 'index list', 'index list database=other'],
  ])('%#: in %s, database %s, %s is %s', (inventory, database, said, full) => {
    expect(
      inPlace(
        inventory,
        { cluster: 'shop', database },
        refusal('No.', `See \`${said}\`, and \`users\`.`, said),
      ),
    ).toEqual(refusal('No.', `See \`${full}\`, and \`users\`.`, full))
  })
})

test('what an answer suggests means the same cluster', () => {
  expect(
    inPlace(
      several,
      { cluster: 'shop', database: 'app' },
      answer('See `lock tree`.', {
        lines: ['Or `index list`.', '```\nsee `index list`\n```'],
        offers: [{ label: 'Slow', command: 'query slow limit=5' }],
      }),
    ),
  ).toEqual(
    answer('See `lock tree cluster=shop`.', {
      lines: ['Or `index list cluster=shop`.', '```\nsee `index list`\n```'],
      offers: [{ label: 'Slow', command: 'query slow limit=5 cluster=shop' }],
    }),
  )
})
