/** What is wrong with a value, in words for the person who typed it. */
import type { z } from 'zod'
import { listed } from '#text/listed'

type Issue = z.core.$ZodIssue

/** Zod's own words speak of types and NaN; a schema's own sentence stands as it is. */
const ofZod = /^(Invalid (input|option|string|number)|Too (big|small)|Unrecognized)/

export const problemWords = (issue: Issue, value: string | undefined): string => {
  if (value === undefined || value.trim() === '') return 'This field is required.'
  const own = ofZod.test(issue.message) ? wordsOf(issue) : issue.message
  return `${own.replace(/\.$/, '')}.`
}

const wordsOf = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'number' || issue.expected === 'int'
        ? 'Write a whole number, in digits'
        : 'Write it as in the example'
    case 'too_big':
      return issue.origin === 'string'
        ? `Write at most ${Number(issue.maximum).toLocaleString('en')} characters`
        : `Write ${Number(issue.maximum).toLocaleString('en')} or less`
    case 'too_small':
      return issue.origin === 'string'
        ? `Write at least ${counted(Number(issue.minimum))}`
        : `Write ${Number(issue.minimum).toLocaleString('en')} or more`
    case 'invalid_value':
      return `Choose ${listed(issue.values.map(String), 'or')}`
    case 'invalid_union':
      return 'Write yes or no'
    default:
      return 'Write it as in the example'
  }
}

const counted = (least: number): string => (least === 1 ? '1 character' : `${least} characters`)
