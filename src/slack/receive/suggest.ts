/** Offers names of tables and indexes while a person types a name into a form. */
import type { App } from '@slack/bolt'
import type { PlainTextOption } from '@slack/types'
import { isRefusal } from '#model/refusal'
import type { FormCarries } from '#slack/draw/form/form-carries'
import { nameOption, optionMost } from '#slack/draw/form/form-input'
import type { Listening } from '#slack/receive/answer-once'
import { inTime } from '#src/in-time'

/** Slack takes 100 options; the last place is for the typed text. */
const namesMost = 99

/** Slack waits three seconds, including both ways over the network. */
const patienceMs = 2_000

type Names = readonly { readonly label: string; readonly value: string }[]

export const suggestNames = (app: App, { engine, people, report }: Listening): void => {
  const find = async (
    user: string,
    key: string,
    typed: string,
    { command, values }: FormCarries,
  ): Promise<Names> => {
    const person = await people.find(user)
    const { cluster, clone, database } = values
    if (isRefusal(person) || cluster === undefined) return []
    const most = namesMost
    return engine.suggest(person, { command, key, typed, cluster, clone, database, most })
  }

  app.options('form-name', async ({ ack, options, body }) => {
    const { block_id: key, value, view } = options
    const typed = value.trim()
    if (!view) return ack({ options: [] })
    const carries = JSON.parse(view.private_metadata) as FormCarries
    const looking = find(body.user.id, key, typed, carries)
    const names = await inTime(looking, patienceMs, () => []).catch((error: unknown) => {
      // No node answers; a person can still type a name.
      if (!(error instanceof AggregateError)) report(error, { suggesting: key })
      return []
    })
    return ack({ options: [...optionsOf(names, typed)] })
  })
}

/** Typed text is never refused for missing on the list: the name may exist where the list does not reach. */
const optionsOf = (names: Names, typed: string): readonly PlainTextOption[] => {
  const known = names.filter(({ value }) => value.length <= optionMost)
  const same = known.some(({ label, value }) => label === typed || value === typed)
  return [
    ...known.map(({ label, value }) => nameOption(label, value)),
    ...(typed === '' || same || typed.length > optionMost
      ? []
      : [nameOption(typed, typed, 'As typed (not on this list)')]),
  ]
}
