/** The engine as an edge sees it: submissions and clicks go in, replies come out. */
import { asksFirst } from '#engine/ask/asks-first'
import { click, share } from '#engine/ask/click'
import { dispatch } from '#engine/ask/dispatch'
import { formOf } from '#engine/ask/read-said'
import { lineOf, merelyReads } from '#engine/ask/say-again'
import { suggest } from '#engine/ask/suggest'
import type { Parts } from '#engine/parts'
import { openHomes } from '#engine/show/home'
import type { EngineForEdges } from '#model/edges'
import type { Engine } from '#model/engine'
import { findButton } from '#store/buttons'
import { firstTime } from '#store/messages'

export const engineForEdges = (parts: Parts, engine: Engine): EngineForEdges => ({
  commands: parts.commands.map(({ words }) => words),
  once: key => firstTime(parts.store, key),
  dispatch: said => dispatch(parts, engine, said),
  form: (words, values) => formOf(parts, words, values),
  suggest: (person, search) => suggest(parts, person, search),
  asksFirst: clicked => asksFirst(parts, clicked),
  click: clicked => click(parts, engine, clicked),
  share: clicked => share(parts, engine, clicked),
  merelyReads: text => merelyReads(text, parts.commands),
  commandOf: async button => {
    const row = await findButton(parts.store, button)
    return row?.plan_id === null && row.genuine === 'genuine' ? row.command : null
  },
  lineOf: (words, values) => lineOf(words, values, parts.commands),
  home: openHomes(parts),
  unread: (person, what, times) =>
    parts.denials.say('unread', { actor: person.id, subject: {}, detail: { what } }, times),
})
