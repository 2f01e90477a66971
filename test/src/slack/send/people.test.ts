import type { WebClient } from '@slack/web-api'
import { describe, expect, test } from 'vitest'
import { openPeople } from '#slack/send/people'

const opened = () => {
  const asked: string[] = []
  const info = ({ user }: { readonly user: string }) => {
    asked.push(user)
    return Promise.resolve({ user: { name: user, team_id: 'T1' } })
  }
  const client = { users: { info } } as unknown as WebClient
  const people = openPeople(client, 'T1', {
    operators: [],
    approvers: [],
    team: null,
    aliases: {},
  })
  return { people, asked }
}

describe('what Slack says of people', () => {
  test('is asked for once a minute for a person', async () => {
    const { people, asked } = opened()
    await Promise.all([people.find('U1'), people.find('U1')])
    expect(await people.find('U1')).toMatchObject({ id: 'T1/U1', standing: 'member' })
    expect(asked).toEqual(['U1'])
  })

  test('is remembered of 2,000 people, the latest ones', async () => {
    const { people, asked } = opened()
    for (let number = 1; number <= 5_000; number += 1) await people.find(`U${number}`)
    await people.find('U5000')
    await people.find('U3001')
    expect(asked).toHaveLength(5_000)
    await people.find('U3000')
    expect(asked).toHaveLength(5_001)
  })
})
