import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { runCli } from '#main/cli/run-cli'

const lines: string[] = []
const exit = await runCli({
  args: ['config', 'schema'],
  env: {},
  speaker: () => ({ login: 'olga', borrowedBy: null }),
  terminal: { out: line => void lines.push(line), err: line => void lines.push(line) },
})
const validate = new Ajv2020().compile(JSON.parse(lines.join('\n')) as object)

const smallest = {
  channels: { ops: 'C_OPS' },
  people: { operators: ['U_OLGA'], approvers: ['U_ADAM'] },
  clusters: { main: { environment: 'staging', url: 'postgres://howdah@127.0.0.1:5432/app' } },
}

describe('howdah config schema', () => {
  test('needs no environment, and takes the example and the smallest inventory', () => {
    expect(exit).toBe(0)
    const example = readFileSync(
      join(import.meta.dirname, '../../../../howdah.example.yaml'),
      'utf8',
    )
    expect([validate(parse(example)), validate.errors]).toEqual([true, null])
    expect([validate(smallest), validate.errors]).toEqual([true, null])
  })

  test.each([
    ['a misspelt key', { ...smallest, chanels: {} }],
    ['another environment', { ...smallest, clusters: { main: { environment: 'test' } } }],
    ['a group as alias', { ...smallest, people: { aliases: { 'cli/olga': 'S_DBAS' } } }],
    ['no channel', { ...smallest, channels: {} }],
    ['a policy of nobody', { ...smallest, policies: [{ approvers: 0 }] }],
  ])('refuses %s', (_, inventory) => {
    expect(validate(inventory)).toBe(false)
  })
})
