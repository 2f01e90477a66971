/** Replaces `${env:…}` and `${file:…}`: values that an inventory needs and must not contain. */
import { readFileSync } from 'node:fs'
import { fileTrouble } from '#src/errors'

export type Env = Readonly<Record<string, string | undefined>>

const placeholder = /\$\{(env|file):([^}]+)\}/g

/** The part of a text that is written in the file. */
export const withoutPlaceholders = (text: string): string => text.replaceAll(placeholder, '')

export const substitute = (value: unknown, env: Env, at: string, problems: string[]): unknown => {
  if (typeof value === 'string') return fill(value, env, at, problems)
  if (Array.isArray(value))
    return value.map((one, index) => substitute(one, env, `${at}.${index}`, problems))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      substitute(one, env, at ? `${at}.${key}` : key, problems),
    ]),
  )
}

const fill = (text: string, env: Env, at: string, problems: string[]): string =>
  text.replaceAll(placeholder, (_, kind: string, name: string) => {
    if (kind === 'env') {
      const value = env[name]
      if (value === undefined) problems.push(`${at}: the environment has no ${name}.`)
      return value ?? ''
    }
    try {
      return readFileSync(name, 'utf8').trim()
    } catch (error) {
      problems.push(`${at}: the file ${name} ${fileTrouble(error) ?? 'cannot be read'}.`)
      return ''
    }
  })
