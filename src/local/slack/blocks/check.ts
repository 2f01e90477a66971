/** Small checks that combine: they report Slack's complaints about some JSON, and the places. */
import { isObject } from '#local/slack/json'
import type { Json } from '#local/slack/page-protocol'

/** Reports at a JSON pointer; a check of a good value reports no problem. */
export type Say = (problem: string, pointer: string) => void
export type Check = (value: Json, pointer: string, say: Say) => void

export const text =
  (longest: number, shortest = 1): Check =>
  (value, pointer, say) => {
    if (typeof value !== 'string') say('must provide a string', pointer)
    else if (value.length > longest) say(`must be less than ${longest + 1} characters`, pointer)
    else if (value.length < shortest) say(`must be more than ${shortest - 1} characters`, pointer)
  }

export const flag: Check = (value, pointer, say) => {
  if (typeof value !== 'boolean') say('must provide a boolean', pointer)
}

export const whole: Check = (value, pointer, say) => {
  if (!Number.isInteger(value)) say('must provide an integer', pointer)
}

export const anyObject: Check = (value, pointer, say) => {
  if (!isObject(value)) say('must provide an object', pointer)
}

export const word =
  (...allowed: readonly string[]): Check =>
  (value, pointer, say) => {
    if (typeof value !== 'string' || !allowed.includes(value))
      say(`must be one of: ${allowed.join(', ')}`, pointer)
  }

export const list =
  (each: Check, most: number, least = 1): Check =>
  (value, pointer, say) => {
    if (!Array.isArray(value)) return say('must provide an array', pointer)
    if (value.length > most) say(`no more than ${most} items allowed`, pointer)
    if (value.length < least) say(`no fewer than ${least} items allowed`, pointer)
    for (const [index, item] of value.entries()) each(item as Json, `${pointer}/${index}`, say)
  }

type Shape = Readonly<Record<string, Check>>

/** An object with exactly these fields. */
export const object =
  (required: Shape, optional: Shape = {}): Check =>
  (value, pointer, say) => {
    if (!isObject(value)) return say('must provide an object', pointer)
    for (const name of Object.keys(required))
      if (value[name] === undefined) say(`missing required field: ${name}`, pointer)
    for (const [name, held] of Object.entries(value)) {
      const check = Object.hasOwn(required, name)
        ? required[name]
        : Object.hasOwn(optional, name)
          ? optional[name]
          : undefined
      if (check === undefined) say(`invalid additional property: ${name}`, pointer)
      else check(held, `${pointer}/${name}`, say)
    }
  }

/** The check named by the object's `type`. */
export const typed =
  (kinds: Shape): Check =>
  (value, pointer, say) => {
    if (!isObject(value)) return say('must provide an object', pointer)
    const { type } = value
    if (typeof type !== 'string') return say('missing required field: type', pointer)
    const check = Object.hasOwn(kinds, type) ? kinds[type] : undefined
    if (check === undefined) say(`unsupported type: ${type}`, `${pointer}/type`)
    else check(value, pointer, say)
  }

export const both =
  (...checks: readonly Check[]): Check =>
  (value, pointer, say) => {
    for (const check of checks) check(value, pointer, say)
  }

/** At least one of these fields. */
export const oneOf =
  (...names: readonly string[]): Check =>
  (value, pointer, say) => {
    if (isObject(value) && names.every(name => value[name] === undefined))
      say(`must define one of: ${names.join(', ')}`, pointer)
  }
