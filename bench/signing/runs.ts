/**
 * For each line of standard input Olga asks for an index, Adam approves, and the run is driven to the end, without
 * chat. Prints the milliseconds from the approval on, and the milliseconds in which rows were signed and checked.
 */
import { createInterface } from 'node:readline/promises'
import { drive } from '#engine/run/drive'
import type { RowSigner } from '#signing/rows'
import { openEngine } from '#test/support/engine'
import { person } from '#test/support/in-process'

const opened = openEngine(process.env, { holder: 'bench' })
const { store } = opened.parts

const spent = { ms: 0, signed: 0, checked: 0 }
const plain = { ...store.signer }
const timed = <T>(what: 'signed' | 'checked', work: () => T): T => {
  const began = performance.now()
  const done = work()
  spent.ms += performance.now() - began
  spent[what] += 1
  return done
}
Object.assign(store.signer, {
  sign: (...row: Parameters<RowSigner['sign']>) => timed('signed', () => plain.sign(...row)),
  check: (...row: Parameters<RowSigner['check']>) => timed('checked', () => plain.check(...row)),
})

const say = (who: 'olga' | 'adam', text: string) =>
  opened.edge.dispatch({ text, person: person(who), origin: { via: 'slack', channel: 'C_OPS' } })

const only = async (text: string): Promise<string> =>
  (await store.query<{ id: string }>(text))[0]?.id ?? ''

for await (const round of createInterface(process.stdin)) {
  await say('olga', `index create users columns=id where=id>${round} name=made_${round}`)
  const plan = await only(`select id from howdah.plan where state = 'pending'`)
  Object.assign(spent, { ms: 0, signed: 0, checked: 0 })
  const began = performance.now()
  await say('adam', `plan approve ${plan}`)
  await drive(opened.parts, await only('select id from howdah.run where ended_at is null'))
  const ms = performance.now() - began
  const outcome = await only(`select outcome as id from howdah.plan where id = '${plan}'`)
  const { ms: signing, signed, checked } = spent
  console.log(JSON.stringify({ outcome, ms, signing, signed, checked }))
}
await opened.close()
