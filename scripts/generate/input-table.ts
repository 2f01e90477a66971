/** The input of a command or playbook as a Markdown table, from its schema. */
import { z } from 'zod'

interface Property {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Property[]
  readonly items?: Property
  readonly description?: string
  readonly default?: unknown
}

export const inputTable = (input: z.ZodType): string => {
  const { properties = {}, required = [] } = z.toJSONSchema(input, {
    io: 'input',
    unrepresentable: 'any',
  }) as {
    readonly properties?: Readonly<Record<string, Property>>
    readonly required?: readonly string[]
  }
  const rows = Object.entries(properties).map(([key, property]) => {
    const needed = required.includes(key) ? 'yes' : ''
    const usual = property.default === undefined ? '' : `\`${text(property.default)}\``
    return `| \`${key}\` | ${typeOf(property)} | ${needed} | ${usual} | ${cell(property.description ?? '')} |`
  })
  if (rows.length === 0) return 'Takes nothing.'
  return ['| key | value | needed | else | |', '|---|---|---|---|---|', ...rows].join('\n')
}

const typeOf = (property: Property): string => {
  if (property.enum) return property.enum.map(value => `\`${text(value)}\``).join(', ')
  if (property.anyOf) return property.anyOf.map(typeOf).join(' or ')
  if (property.type === 'array') return `list of ${typeOf(property.items ?? {})}`
  if (property.type === 'string') return 'text'
  if (property.type === 'boolean') return 'yes or no'
  return property.type ?? 'text'
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const cell = (value: string): string => value.replaceAll('|', '\\|').replaceAll('\n', ' ')
