/**
 * How late slots begin: `npm run bench:schedules -- [schedules] [due]`. Of 1,000 schedules 200 are due in the same
 * second, with two processes; then the same jobs by Agenda alone; then both again, with one process killed a second
 * after they were due. Fails when half of the slots begin over 2 s late, one of a hundred over 10 s or over 1.2 times
 * the lateness of Agenda alone, a slot is lost, or one of a hundred commands meanwhile is acknowledged
 * after 50 ms.
 */
import { setTimeout as pass } from 'node:timers/promises'
import { openEngine } from '#test/support/engine'
import { crowd, openScheduleHouse } from './schedules/house.ts'

const schedules = Number(process.argv[2] ?? 1_000)
const due = Number(process.argv[3] ?? 200)
/** Seconds after which a slot counts as lost; those of a killed process are taken again after 30 to 60 s. */
const patience = 100
const failures: string[] = []

const quantile = (found: readonly number[], share: number): number =>
  found.toSorted((one, other) => one - other)[
    Math.min(found.length - 1, Math.ceil(found.length * share) - 1)
  ] ?? Number.NaN

interface Round {
  readonly lateness: readonly number[]
  readonly lost: number
  /** Begun a second time. */
  readonly doubled: number
}

/** A slot that was never begun is later than any other. */
const begunOf = (late: readonly number[]): readonly number[] => [
  ...late,
  ...Array.from({ length: due - late.length }, () => Number.POSITIVE_INFINITY),
]

const seconds = (late: number): string =>
  late === Number.POSITIVE_INFINITY ? `over ${patience} s` : `${late.toFixed(2)} s`

const tell = (what: string, { lateness, lost, doubled }: Round): void =>
  console.log(
    `${what.padEnd(30)} p50 ${seconds(quantile(lateness, 0.5))}, p99 ${seconds(quantile(lateness, 0.99))}, most ${seconds(quantile(lateness, 1))}, ${lost} lost, ${doubled} begun twice`,
  )

const house = await openScheduleHouse()
const { root } = house
const opened = openEngine(house.env, { holder: 'bench' })
/** Nobody may have as many schedules as all of them. */
const ownerOf = (n: number) => {
  const name = crowd[n % crowd.length] ?? ''
  return { id: `T_LOCAL/U_${name.toUpperCase()}`, name, standing: 'member', groups: [] } as const
}

const save = async (n: number, calendar: string): Promise<void> => {
  const saved = await opened.engine.schedules.save(ownerOf(n), `s-${n}`, {
    command: 'lock tree cluster=bench',
    calendar,
    zone: 'UTC',
    overlap: 'skip',
    catchUp: 600,
    jitter: 0,
  })
  if (saved.kind === 'refusal') throw new Error(saved.because)
}

const saveAll = async (from: number, to: number, calendar: string): Promise<void> => {
  for (let n = from; n < to; n += 10)
    await Promise.all(
      Array.from({ length: Math.min(10, to - n) }, (_, more) => save(n + more, calendar)),
    )
}

/** The beginning of a minute, with time to set everything up. */
const soon = (ahead: number): Date =>
  new Date(Math.ceil((Date.now() + ahead * 1_000) / 60_000) * 60_000)

const until = (at: Date) => pass(Math.max(0, at.getTime() - Date.now()))

/** Milliseconds until each of ten commands a second is acknowledged. */
const acknowledged = async (long: number): Promise<readonly number[]> => {
  const found: Promise<number>[] = []
  for (let n = 0; n < long * 10; n += 1) {
    found.push(
      house.slack
        .say(crowd[n % crowd.length] ?? '', 'db-ops', `/pg plan show x-${n}`)
        .then(got => (got.kind === 'acked' ? got.ms : Number.POSITIVE_INFINITY)),
    )
    await pass(100)
  }
  return Promise.all(found)
}

const howdah = async (kill: boolean, acks: number[]): Promise<Round> => {
  const [first, second] = [await house.bot(`one-${kill}`), await house.bot(`two-${kill}`)]
  const at = soon(due / 5)
  const calendar = `${at.getUTCMinutes()} ${at.getUTCHours()} ${at.getUTCDate()} ${at.getUTCMonth() + 1} *`
  await saveAll(0, due, calendar)
  await until(new Date(at.getTime() - 2_000))
  const asking = kill ? undefined : acknowledged(20)
  await until(new Date(at.getTime() + 1_000))
  if (kill) await first()
  const counted = async () => {
    const { rows } = await root.query<{ late: number; kind: string | null; token: number }>(
      `select extract(epoch from taken_at - at)::float8 as late, body ->> 'kind' as kind, token from howdah.slot where at = $1`,
      [at],
    )
    return rows
  }
  const end = at.getTime() + patience * 1_000
  while ((await counted()).filter(({ kind }) => kind !== null).length < due && Date.now() < end)
    await pass(500)
  acks.push(...((await asking) ?? []))
  const rows = await counted()
  const kinds = new Set(rows.map(({ kind }) => kind))
  if (kinds.size !== 1) console.log(`ends of slots: ${[...kinds].join(', ')}`)
  if (!kill) await first()
  await second()
  return {
    lateness: begunOf(rows.map(({ late }) => late)),
    lost: due - rows.filter(({ kind }) => kind === 'answered').length,
    // A slot has a single end. A slot with a higher token was begun by the killed process and by the other.
    doubled: rows.filter(({ token }) => token > 1).length,
  }
}

const plain = async (kill: boolean): Promise<Round> => {
  await root.query('truncate plain.start, plain.done')
  const at = soon(due / 20)
  const [first, second] = [await house.plain(`p-${kill}`), await house.plain(`q-${kill}`)]
  await second.add(at, due)
  await until(new Date(at.getTime() + 1_000))
  if (kill) await first.kill()
  const count = async () =>
    (await root.query<{ n: number }>('select count(distinct n)::int as n from plain.done')).rows[0]
      ?.n ?? 0
  const end = at.getTime() + patience * 1_000
  while ((await count()) < due && Date.now() < end) await pass(500)
  const { rows } = await root.query<{ late: number; times: number }>(
    `select extract(epoch from min(at) - $1)::float8 as late, count(*)::int as times from plain.start group by n`,
    [at],
  )
  const lost = due - (await count())
  if (!kill) await first.kill()
  await second.kill()
  return {
    lateness: begunOf(rows.map(({ late }) => late)),
    lost,
    doubled: rows.filter(({ times }) => times > 1).length,
  }
}

try {
  await saveAll(due, schedules, '0 0 29 2 *')
  console.log(`${schedules} schedules, ${due} due in the same second, 2 processes:`)
  const acks: number[] = []
  const ours = await howdah(false, acks)
  tell('Howdah', ours)
  const theirs = await plain(false)
  tell('Agenda alone', theirs)
  const killed = await howdah(true, acks)
  tell('Howdah, one killed', killed)
  tell('Agenda alone, one killed', await plain(true))
  const ack = quantile(acks, 0.99)
  console.log(
    `acknowledged meanwhile: p50 ${quantile(acks, 0.5).toFixed(1)} ms, p99 ${ack.toFixed(1)} ms`,
  )
  const ratio = quantile(ours.lateness, 0.99) / quantile(theirs.lateness, 0.99)
  console.log(`ratio of p99: ${ratio.toFixed(2)}`)
  if (quantile(ours.lateness, 0.5) > 2) failures.push('half of the slots begin over 2 s late')
  if (quantile(ours.lateness, 0.99) > 10) failures.push('a slot begins over 10 s late')
  if (!(ratio <= 1.2)) failures.push('slots begin later than 1.2 times Agenda alone')
  if (ack > 50) failures.push('a command is acknowledged after 50 ms')
  for (const { lost } of [ours, killed]) if (lost > 0) failures.push('a slot is lost')
} finally {
  await opened.close()
  await house.stop()
}
if (failures.length > 0) {
  console.error(`bench:schedules: ${failures.join('; ')}.`)
  process.exitCode = 1
}
process.exit()
