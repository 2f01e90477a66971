/**
 * Runs the engine of the build in the named folder, without chat: each line of standard input is asked by Olga, approved
 * by Adam and driven, and answered by a line of JSON.
 */
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Ran } from './approver.ts'

interface Change {
  readonly outcome: string | null
  readonly ending: string | null
  readonly run: { readonly id: string } | null
}
interface Opened {
  readonly parts: {
    readonly store: {
      query(text: string, values: readonly unknown[]): Promise<readonly { readonly ms: number }[]>
    }
  }
  readonly engine: {
    approve(person: object, plan: string): Promise<unknown>
    findChange(plan: string): Promise<Change | undefined>
  }
  readonly edge: {
    dispatch(
      said: object,
    ): Promise<{ readonly change?: { readonly plan: { readonly id: string } } }>
  }
  close(): Promise<void>
}

const root = process.argv[2] ?? ''
const { openEngine } = (await import(join(root, 'test/support/engine.ts'))) as {
  readonly openEngine: (env: NodeJS.ProcessEnv, options: { readonly holder: string }) => Opened
}
const { drive } = (await import(join(root, 'src/engine/run/drive.ts'))) as {
  readonly drive: (parts: Opened['parts'], run: string) => Promise<void>
}
const opened = openEngine(process.env, { holder: 'bench' })
const { parts, engine, edge } = opened
const person = (id: string) => ({ id: `T_LOCAL/${id}`, name: id, standing: 'member', groups: [] })

const intent = `select extract(epoch from min(journal.at) - min(approval.at))::float8 * 1000 as ms
  from howdah.journal join howdah.run on run.id = journal.run_id join howdah.approval using (plan_id)
  where plan_id = $1 and kind = 'intent'`

for await (const text of createInterface(process.stdin)) {
  const reply = await edge.dispatch({
    text,
    person: person('U_OLGA'),
    origin: { via: 'slack', channel: 'C_OPS' },
  })
  const plan = reply.change?.plan.id
  if (plan === undefined) {
    console.log(JSON.stringify(reply))
    continue
  }
  const approvedAt = String(process.hrtime.bigint())
  await engine.approve(person('U_ADAM'), plan)
  await drive(parts, (await engine.findChange(plan))?.run?.id ?? '')
  const change = await engine.findChange(plan)
  const [row] = await parts.store.query(intent, [plan])
  const ran: Ran = {
    outcome: `${change?.outcome ?? change?.ending}`,
    approvedAt,
    intentMs: row?.ms ?? Number.NaN,
  }
  console.log(JSON.stringify(ran))
}
await opened.close()
