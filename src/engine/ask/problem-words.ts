/** Says what is wrong with a value, for people. */
import type { z } from 'zod'
import { counted } from '#text/figures'
import { listed } from '#text/listed'
import { nearest } from '#text/nearest'

type Issue = z.core.$ZodIssue

/** Zod's own words speak of types and NaN; a schema's own sentence is kept. */
const ofZod = /^(Invalid (input|option|string|number)|Too (big|small)|Unrecognized)/

export const problemWords = (issue: Issue, value: string | undefined): string => {
  if (value === undefined || value.trim() === '') return 'This field is required.'
  const own = ofZod.test(issue.message) ? wordsOf(issue, value) : issue.message
  return `${own.replace(/\.$/, '')}.`
}

const wordsOf = (issue: Issue, value: string): string => {
  if (issue.code === 'invalid_type')
    return issue.expected === 'number' || issue.expected === 'int' ? whole : asShown
  if (issue.code === 'too_big')
    return issue.origin === 'string'
      ? `Write at most ${figure(issue.maximum)} characters`
      : `Write ${figure(issue.maximum)} or less`
  if (issue.code === 'too_small')
    return issue.origin === 'string'
      ? `Write at least ${counted(Number(issue.minimum), 'character')}`
      : `Write ${figure(issue.minimum)} or more`
  if (issue.code === 'invalid_value') return choose(value, issue.values.map(String))
  return issue.code === 'invalid_union' ? 'Write yes or no' : asShown
}

/** A slip of the finger is answered with the choice that is meant. */
const choose = (value: string, choices: readonly string[]): string => {
  const close = nearest(value, choices, word => (word.length < 4 ? 1 : 2))
  const all = `Choose ${listed(choices, 'or')}`
  return close === undefined ? all : `Did you mean ${close}? ${all}`
}

const whole = 'Write a whole number, in digits'
const asShown = 'Write it as in the example'

const figure = (bound: number | bigint): string => Number(bound).toLocaleString('en')
