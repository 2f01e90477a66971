import { describe, expect, test } from 'vitest'
import { commands } from '#commands/catalogue'
import { help } from '#commands/help'
import { subjectOf } from '#model/command'
import { isRefusal, refusal } from '#model/refusal'
import { say } from '#test/support/commands/say'

const reads = async (text: string, all = commands): Promise<readonly string[]> => {
  const read = await say(help, text, { commands: all })
  if (isRefusal(read)) throw new Error(read.because)
  return [read.title, ...(read.lines ?? [])]
}

describe('help', () => {
  test.each([
    [
      'help',
      [
        'What you can say',
        '• `help index create` – what you can say; name a subject or a command for more',
        '• `status shop` – nodes, roles, lag, connections, size and the oldest transaction',
        '• `query slow limit=5` – the statements that take most of the database’s time',
        '• `lock tree` – who waits for a lock, and for whom',
        '• `index list table=users` – indexes with size and use on every node: invalid, duplicate and unused ones first',
        '• `run list` – what is waiting and running, and what ended last',
        '• `schedule list` – every schedule: when it runs next, and how it last ended',
        'More by subject; `help index` shows one with examples:',
        '• index: list, create, drop, reindex',
        '• partition: list, show, rotate, drop',
        '• config: list, show, history, advise, set, reset',
        '• maintenance: list, vacuum, analyze',
        '• backup: list, show, status, enable, take, verify, expire',
        '• clone: list, show, inspect, rows, merge, export, forward, start, promote, end',
        '• restore: drills, point-in-time, drill, in-place, discard',
        '• replication: status, switchover, failover, add-replica, reinit, drop-slot, set-synchronous',
        '• pool: status, show, pause, resume, resize, set-mode',
        '• session: cancel, terminate',
        '• run: list, show, cancel, hold, resume, pace, keep, take-back, settle, abandon',
        '• plan: show, approve, reject, break-glass, review',
        '• report: daily, weekly',
        '• schedule: list, show, add, edit, pause, resume, run-now, remove, why, save',
        '• window: list, show',
        '• approval: list, show, ask, approve, withdraw, review',
        '• access: who-can, enrol, confirm, reset',
        '• audit: show, verify, export, prune',
        '• others: query slow, lock tree, node restart, undo, doctor, stop all, freeze, thaw',
      ],
    ],
    [
      'help session',
      [
        'What you can say',
        '• `session cancel 4711` – cancel what a session runs right now',
        '• `session terminate 4711` – end a session and roll back what it has open',
      ],
    ],
    [
      'help Run Show',
      [
        'run show: The journal of one run: what was done, and when',
        'Example: `run show p-7k3m9qx`',
        '`id=` – needed: Id of a run or its plan',
      ],
    ],
    [
      'help index drop',
      [
        'index drop: Drop an index, keeping its definition as the way back',
        'Example: `index drop users_lower_idx`',
        '`index=` – needed: Which index, e.g. users_email_idx or sales.orders_idx',
        'It also takes `cluster=`, `database=`, `reason=` and `ticket=`.',
        'It makes a plan; somebody else approves it before anything is done.',
      ],
    ],
    [
      'help backup ta',
      [
        'backup take: Take a base backup of the whole server into the repository',
        'Example: `backup take`',
        '`type=` – diff since the last full one, incr since the last one, where the repository can; full when left out (full, diff, incr)',
        '`pace=` – MB a second at most; as fast as disk and network allow when left out',
        '`checkpoint=` – fast begins at once; spread is gentle, and takes minutes before it begins; fast when left out (fast, spread)',
        'It also takes `cluster=`, `database=`, `reason=` and `ticket=`.',
        'It makes a plan; somebody else approves it before anything is done.',
      ],
    ],
    [
      'help run list limit',
      [
        'run list: What is waiting and running, and what ended last',
        'Example: `run list`',
        '`limit=` – How many, at most 100; 10 when left out',
      ],
    ],
    [
      'help lo',
      [
        'lock tree: Who waits for a lock, and for whom',
        'Example: `lock tree`',
        'It also takes `cluster=` and `database=`.',
      ],
    ],
    [
      'help thaw',
      [
        'thaw: Lift a freeze; what waited goes on',
        'Example: `thaw shop`',
        '`scope=` – The cluster that was frozen; `*` for all clusters; * when left out',
      ],
    ],
  ])('%s says what can be said', async (text, lines) => {
    expect(await reads(text)).toEqual(lines)
  })

  test('is empty where nothing can be said', async () => {
    expect(await reads('help', [])).toEqual(['What you can say'])
  })

  test.each([
    ['help indx', refusal('There is no command indx.', 'Did you mean `index`?', 'help index')],
    [
      'help lokc tree',
      refusal('There is no command lokc tree.', 'Did you mean `lock tree`?', 'help lock tree'),
    ],
    ['help weather', refusal('There is no command weather.', '`help` lists them all.', 'help')],
  ])('%s is refused with what may be meant', async (text, refused) => {
    expect(await say(help, text, { commands })).toEqual(refused)
  })

  test('names each command, and each subject can be asked about', async () => {
    const all = (await reads('help')).join('\n')
    for (const command of commands) {
      const verb = command.words.slice(subjectOf(command).length).trim()
      expect(all).toMatch(new RegExp(`\\b${verb === '' ? command.words : verb}\\b`))
      expect(await reads(`help ${subjectOf(command)}`)).not.toEqual([])
    }
  })

  test('fits a phone with ninety commands of eighteen subjects', async () => {
    const [one] = commands.filter(({ kind }) => kind === 'propose')
    if (!one) throw new Error('there is no playbook')
    const many = Array.from({ length: 90 }, (_, at) => ({
      ...one,
      words: `subject${Math.floor(at / 5)} verb${at}`,
    }))
    const lines = await reads('help', [...commands.filter(({ daily }) => daily), ...many])
    expect(lines.length).toBeLessThanOrEqual(30)
  })
})

describe('an example', () => {
  test.each([
    ['help index drop', ['shop', 'main'], 'Example: `index drop users_lower_idx cluster=shop`'],
    ['help lock tree', ['shop', 'main'], 'Example: `lock tree cluster=shop`'],
    ['help lock tree', ['shop'], 'Example: `lock tree`'],
    ['help run list', ['shop', 'main'], 'Example: `run list`'],
  ])(
    'of %s names a cluster where the inventory has several: %j',
    async (text, clusters, example) => {
      const read = await say(help, text, { commands, engine: { clusters } })
      expect(isRefusal(read) ? [] : read.lines).toContain(example)
    },
  )
})
