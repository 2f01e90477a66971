/**
 * Runs the engine of the build in the named folder, without chat: Slack takes a post a second, which would be all that
 * is measured. Answers each line of standard input with a line of JSON, as Olga is answered.
 */
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'

interface Edge {
  dispatch(said: object): Promise<{ readonly kind: string; readonly title?: string }>
}
interface Opened {
  /** Since the engine's parts have their names of today. */
  readonly edge?: Edge
  readonly desk?: Edge
  close(): Promise<void>
}

const { openEngine } = (await import(join(process.argv[2] ?? '', 'test/support/engine.ts'))) as {
  readonly openEngine: (env: NodeJS.ProcessEnv, options: { readonly holder: string }) => Opened
}
const opened = openEngine(process.env, { holder: 'bench' })
const edge = opened.edge ?? opened.desk
const olga = { id: 'T_LOCAL/U_OLGA', name: 'olga', standing: 'member', groups: [] }

for await (const text of createInterface(process.stdin)) {
  const began = performance.now()
  const reply = await edge?.dispatch({
    text,
    person: olga,
    origin: { via: 'slack', channel: 'C_OPS' },
  })
  console.log(JSON.stringify({ ms: performance.now() - began, reply }))
}
await opened.close()
