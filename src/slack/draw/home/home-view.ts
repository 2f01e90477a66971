/** The Home tab of a person, within Slack's 100 blocks. */
import type { HeaderBlock, HomeView, KnownBlock } from '@slack/types'
import { type Change, riskOf } from '#model/change'
import type { ClusterSummary } from '#model/cluster'
import type { Home } from '#model/home/home'
import { isRefusal, type Refusal } from '#model/refusal'
import { sentenceOf } from '#model/standing/sentence'
import type { StandingApproval } from '#model/standing/standing-approval'
import { drawRefusal } from '#slack/draw/answer/reply-message'
import { actions, button, context, section } from '#slack/draw/blocks/blocks'
import { code, codeBlocks, cut, plain, sentence, when } from '#slack/draw/blocks/escape'
import { mention } from '#slack/draw/blocks/mention'
import { drawComing } from '#slack/draw/home/coming'
import { buttonsOf } from '#slack/draw/plan/change-buttons'
import { sqlOf } from '#slack/draw/plan/sql-of'
import { stateLine } from '#slack/draw/plan/state-line'
import { bytes } from '#text/figures'
import { writeCommand } from '#text/write-command'

export interface HomeAbout {
  /** The slash command, `/pg`. */
  readonly command: string
  readonly clusters: readonly ClusterSummary[]
  /** Ids of the buttons in this person's Home, by plan, then by verb. */
  readonly buttons: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Limit of each part: three blocks for a change that waits, a single block for any other change. */
export const homeMost = 15

export const drawHome = (home: Home | Refusal, about: HomeAbout): HomeView => ({
  type: 'home',
  blocks: isRefusal(home)
    ? [...drawRefusal(home, null).blocks]
    : [
        ...waitingFor(home, about),
        ...standingFor(home, about),
        ...runningIn(home, about),
        ...drawComing(home, about),
        ...clustersNow(about),
        ...askedBy(home),
        ...first(about),
      ],
})

const header = (text: string): HeaderBlock => ({
  type: 'header',
  text: { type: 'plain_text', text },
})

const waitingFor = (
  { approver, waiting }: Home,
  { buttons, command }: HomeAbout,
): readonly KnownBlock[] => {
  if (!approver) return []
  return [
    header('Waiting for your approval'),
    ...(waiting.length === 0 ? [section('Nothing is waiting for you.')] : []),
    ...waiting
      .slice(0, homeMost)
      .flatMap(change => [section(asking(change, command)), ...deciding(change, buttons)]),
    ...rest(waiting, command),
  ]
}

/** Standing approvals are decided by a command, whose answer shows all that is allowed. */
const standingMost = 5

const standingFor = (
  { standing }: Home,
  { command }: Pick<HomeAbout, 'command'>,
): readonly KnownBlock[] =>
  standing.length === 0
    ? []
    : [
        header('Standing approvals'),
        ...standing.slice(0, standingMost).map(one => section(standingWords(one, command))),
        ...(standing.length > standingMost
          ? [
              context(
                `${standing.length - standingMost} more: ${code(`${command} approval list`)}.`,
              ),
            ]
          : []),
      ]

const standingWords = (approval: StandingApproval, command: string): string => {
  const { id, state, requester, requesterName, reason, endsAt } = approval
  const why = reason === null ? '' : `: ${plain(cut(reason, 200))}`
  return [
    plain(cut(sentenceOf(approval), 600)),
    state === 'waiting'
      ? `${code(id)} waits for your approval · requested by ${mention(requester, requesterName)}${why}`
      : `You approved ${code(id)}, which ends on ${when(endsAt)}: from then on each slot asks.`,
    `${code(`${command} approval show ${id}`)} shows all of it, with a button`,
  ].join('\n')
}

/** A person decides only about SQL that is shown to the end. */
const deciding = (change: Change, buttons: HomeAbout['buttons']): readonly KnownBlock[] => {
  const [sql = '', ...more] = codeBlocks(sqlOf(change))
  if (more.length > 0)
    return [section('Its SQL is too long to show here. Read it and decide in the plan’s message.')]
  const looks = buttonsOf(change, buttons.get(change.plan.id) ?? new Map())
  // Home buttons have action names of their own: a click here has no channel and no message.
  return [
    section(sql),
    ...actions(looks.map(look => button({ ...look, action: `home-${look.action}` }))),
  ]
}

/** The facts that a person needs to say yes or no. */
const asking = (change: Change, command: string): string => {
  const { plan, frozen } = change
  return [
    headlineOf(change),
    `${placeOf(change)} · risk: ${riskOf(change)} · requested by ${mention(plan.requester, plan.requesterName)}${plan.reason === null ? '' : `: ${plain(cut(plan.reason, 200))}`}`,
    stateLine(change).markdown,
    ...(frozen ? [`Frozen by ${plain(frozen.name)}: ${plain(cut(frozen.reason, 200))}`] : []),
    `${code(`${command} plan show ${plan.id}`)} shows all of it${channelOf(change)}`,
  ].join('\n')
}

const runningIn = ({ running }: Home, { command }: HomeAbout): readonly KnownBlock[] => [
  header('Running now'),
  ...(running.length === 0 ? [section('Nothing is running.')] : []),
  ...running.slice(0, homeMost).map(change => {
    const { plan, run } = change
    const holder = run?.holder ? `process ${code(run.holder)} holds it` : 'no process holds it now'
    return section(
      [
        headlineOf(change),
        `${placeOf(change)} · requested by ${mention(plan.requester, plan.requesterName)} · ${holder}${channelOf(change)}`,
        cut(stateLine(change).markdown, 600),
      ].join('\n'),
    )
  }),
  ...rest(running, command),
]

const askedBy = ({ asked }: Home): readonly KnownBlock[] =>
  asked.length === 0
    ? []
    : [
        header('Your recent requests'),
        ...asked.map(change =>
          section(
            [
              headlineOf(change),
              `${placeOf(change)} · ${when(change.endedAt ?? change.plan.createdAt)}${channelOf(change)}`,
              cut(stateLine(change).markdown, 600),
            ].join('\n'),
          ),
        ),
      ]

const clustersNow = ({ clusters }: HomeAbout): readonly KnownBlock[] => [
  header('Clusters'),
  section(cut(clusters.map(clusterNow).join('\n'), 2_900)),
]

/** Writes "*shop* (sample): primary shop-1, replica shop-2 0 B behind", and any trouble below. */
const clusterNow = ({ name, environment, nodes, trouble }: ClusterSummary): string =>
  [
    `*${plain(name)}* (${environment}): ${nodes.length === 0 ? 'not known now' : nodes.map(nodeNow).join(', ')}`,
    ...trouble.map(one => `:warning: ${sentence(one)}`),
  ].join('\n')

const nodeNow = ({ name, role, behindBytes }: ClusterSummary['nodes'][number]): string =>
  `${role} ${plain(name)}${behindBytes === null ? '' : ` ${bytes(behindBytes)} behind`}`

const first = ({ command, clusters: [cluster, ...others] }: HomeAbout): readonly KnownBlock[] => [
  header('Get started'),
  section(
    [
      `${code(`${command} status`)} how the clusters are doing`,
      `${code(`${command} ${writeCommand('query slow', { cluster: others.length > 0 ? (cluster?.name ?? null) : null })}`)} which queries cost most`,
      `${code(`${command} help`)} what you can say; with a subject behind it, that subject with examples`,
    ].join('\n'),
  ),
]

const headlineOf = ({ plan }: Change): string => `*${plain(cut(plan.headline, 300))}*`

const placeOf = ({ plan }: Change): string =>
  `${code(plan.id)} on *${plain(plan.cluster)}* (${plan.environment}), database ${code(plan.database)}`

const channelOf = ({ origin }: Change): string =>
  origin.channel === null ? '' : ` · <#${origin.channel}>`

const rest = (all: readonly Change[], command: string): readonly KnownBlock[] =>
  all.length <= homeMost
    ? []
    : [context(`${all.length - homeMost} more: ${code(`${command} run list`)}.`)]
