import { Failure } from '#src/errors'

/** The way back from a done switchover has a hand elsewhere, on the very node that a hand here would stop: only a separate plan goes back. */
export const anotherPlan = ({
  node,
  from,
}: {
  readonly node: string
  readonly from: string
}): Failure =>
  new Failure(
    'switchover.another-plan',
    `${from} is the primary now, and stays: ${node} becomes the primary again by a plan of its own.`,
    `Ask for it: \`replication switchover to=${node}\`.`,
  )
