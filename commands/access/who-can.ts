import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'
import { answer } from '#model/reply'

export const accessWhoCan = answers({
  words: 'access who-can',
  summary: 'Who may ask for what, and how many others have to agree',
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
    return answer('Operators ask, approvers decide.', {
      people: [
        { label: 'Operators', ids: people.operators },
        { label: 'Approvers', ids: people.approvers },
        { label: 'With a one-time code', ids: await engine.enrolled() },
      ],
      lines: [
        'Nobody approves what they asked for themselves. A role that is not named here does not exist.',
        'In an emergency one approver may let a plan run alone (`plan break-glass`); another one reviews it.',
        'Where the table says “with code”, each approver gives a one-time code too; approvers get one by `access enrol`, in a direct message.',
        'When a run waits for a person, any approver can say what was done (`run settle`); one who did not ask for the run can give it up (`run abandon`).',
      ],
      table: {
        columns: ['Playbook', 'Cluster', 'Risk', 'Approvers', 'Expires after'],
        rows: engine.config.clusters.flatMap(cluster =>
          wanted.map(({ name, risk }) => {
            const policy = engine.policyFor({
              risk,
              environment: cluster.environment,
              playbook: name,
            })
            return [
              name,
              cluster.name,
              risk,
              `${policy.approvers}${policy.code ? ', with code' : ''}`,
              `${policy.expiryMinutes} min`,
            ]
          }),
        ),
      },
    })
  },
})
