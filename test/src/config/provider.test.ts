import { describe, expect, test } from 'vitest'
import { clusterSchema } from '#config/inventory'
import { providers } from '#model/cluster'

const problemWith = (provider: string) =>
  clusterSchema.safeParse({ environment: 'staging', provider }).error?.issues[0]?.message

describe('the provider of a cluster', () => {
  test.each(providers)('%s is known', provider => {
    expect(problemWith(provider)).toBeUndefined()
  })

  test('Aurora is refused in words, with what there is instead', () => {
    expect(problemWith('aurora')).toMatch(/^Aurora is not supported yet: .+ `rds`\.$/)
  })

  test('any other word is answered with those that there are', () => {
    expect(problemWith('heroku')).toContain('"self-managed"')
  })
})
