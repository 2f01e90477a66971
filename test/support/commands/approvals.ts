/** Standing approvals as plain data, and a desk that repeats each line. */

import type { Engine, StandingDesk } from '#model/engine'
import type { Person } from '#model/person'
import { answer } from '#model/reply'
import type { StandingApproval } from '#model/standing/standing-approval'

export const approvalOf = (more: Partial<StandingApproval> = {}): StandingApproval => ({
  format: 1,
  id: 'sa-7k3m9qx',
  plan: 'p-7k3m9qx',
  schedule: 'nightly',
  playbook: 'index.reindex',
  version: 3,
  cluster: 'shop',
  environment: 'production',
  systemIdentifier: '7000000000000000001',
  database: 'shop',
  input: { index: 'public.users_email_idx' },
  envelope: [],
  sentence: 'rebuild index public.users_email_idx once a day, nothing else',
  hours: { from: '01:00', to: '05:00' },
  zone: 'Europe/Berlin',
  endsAt: '2027-05-01T22:00:00.000Z',
  requester: 'T/U_OLGA',
  requesterName: 'olga',
  reason: 'it bloats',
  approvalsNeeded: 2,
  state: 'waiting',
  decisions: [],
  askedAt: new Date('2026-11-29T10:00:00Z'),
  uses: 0,
  ...more,
})

const answers = ({ name }: Person, ...said: readonly unknown[]) =>
  Promise.resolve(answer([name, ...said].map(one => JSON.stringify(one)).join(' ')))

export const deskOf = (more: Partial<StandingDesk> = {}): Pick<Engine, 'approvals'> => ({
  approvals: {
    ask: answers,
    approve: answers,
    withdraw: answers,
    review: answers,
    list: () => Promise.resolve([]),
    find: () => Promise.resolve(undefined),
    ...more,
  },
})
