import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'
import { type Refusal, refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { nearest } from '#text/nearest'

export const accessWhoCan = answers({
  words: 'access who-can',
  summary: 'Who may request what, and how many approvals it takes',
  example: 'playbook=index.create',
  first: 'playbook',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ playbook: line.optional().describe('All of them when left out') }),
  async answer({ input, engine, commands }) {
    const { people } = engine.config
    const playbooks = commands.flatMap(command =>
      command.kind === 'propose' ? [command.playbook] : [],
    )
    const wanted = playbooks.filter(
      ({ name }) => input.playbook === undefined || input.playbook === name,
    )
    if (wanted.length === 0) return noPlaybook(input.playbook ?? '', playbooks)
    return answer('Operators ask, approvers decide.', {
      people: [
        { label: 'Operators', ids: people.operators },
        { label: 'Approvers', ids: people.approvers },
        { label: 'With a one-time code', ids: await engine.enrolled() },
      ],
      lines: [
        'Nobody approves their own request. No other role exists.',
        'In an emergency one approver may let a plan run alone (`plan break-glass`); another one reviews it.',
        'Where the table says “with code”, each approver gives a one-time code too; approvers get one by `access enrol`, in a direct message.',
        'When a run waits for a person, any approver can say what was done (`run settle`); one who did not ask for the run can give it up (`run abandon`).',
      ],
      table: {
        columns: ['Playbook', 'Approvers', 'Risk', 'Cluster', 'Expires after'],
        rows: engine.config.clusters
          .filter(({ cloneOf }) => cloneOf === undefined)
          .flatMap(cluster =>
            wanted.map(({ name, risk }) => {
              const policy = engine.policyFor({
                risk,
                environment: cluster.environment,
                playbook: name,
              })
              return [
                name,
                `${policy.approvers}${policy.code ? ', with code' : ''}`,
                risk,
                cluster.name,
                `${policy.expiryMinutes} min`,
              ]
            }),
          ),
      },
    })
  },
})

const noPlaybook = (typed: string, all: readonly { readonly name: string }[]): Refusal => {
  const close = nearest(
    typed,
    all.map(({ name }) => name),
  )
  return refusal(
    `There is no playbook ${typed}.`,
    close === undefined
      ? `Name one of: ${all.map(({ name }) => name).join(', ')}.`
      : `Did you mean \`${close}\`?`,
    `access who-can${close === undefined ? '' : ` ${close}`}`,
  )
}
