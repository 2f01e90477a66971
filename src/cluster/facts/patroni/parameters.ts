/** How far a change of settings has come in the configuration of Patroni, by the words of a single Patroni. */
import type { PatroniSaid } from '#cluster/facts/patroni/look'
import type { Scalar } from '#model/actions/action-kind'
import type { PatroniParameter } from '#model/actions/config/parameters'

type Said = Pick<PatroniSaid, 'parameters'>

/** The names that a setting has in the configuration: Patroni takes a name in any case. */
export const namesOfSetting = ({ parameters }: Said, setting: string): readonly string[] =>
  Object.keys(parameters).filter(name => name.toLowerCase() === setting.toLowerCase())

/** Null without a value; undefined for a value that no setting has. */
export const parameterOf = ({ parameters }: Said, name: string): Scalar | undefined => {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : null
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
    ? (value as Scalar)
    : undefined
}

export const parameterText = (value: Scalar): string | null =>
  value === null ? null : String(value)

export interface ParametersStanding {
  readonly has: 'all' | 'some' | 'none'
  /** A setting with a third value, by a change meanwhile. */
  readonly foreign: string | null
}

export const standingOfParameters = (
  parameters: readonly PatroniParameter[],
  said: Said,
): ParametersStanding => {
  const isNow = (name: string, value: Scalar) => isSame(parameterOf(said, name), value)
  const done = parameters.filter(({ name, value }) => isNow(name, value))
  const foreign = parameters.find(
    ({ name, value, was }) => !isNow(name, value) && !isNow(name, was),
  )
  return {
    has: done.length === parameters.length ? 'all' : done.length > 0 ? 'some' : 'none',
    foreign: foreign?.name ?? null,
  }
}

/** Patroni compares as texts, and keeps 200 where "200" is sent. */
const isSame = (now: Scalar | undefined, value: Scalar): boolean =>
  now !== undefined && parameterText(now) === parameterText(value)
