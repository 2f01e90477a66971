/** Refusals of restore.in-place, with the way by hand. */
import type { CloneAbout } from '#cluster/facts/clone/about'
import type { FoundClone } from '#cluster/facts/clone/clones-in'
import type { ClonePlaceAbout } from '#cluster/facts/clone/place'
import type { InPlaceFacts } from '#cluster/facts/restore/in-place'
import type { Provider } from '#model/cluster'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { cloneNamed } from '#playbooks/shared/no-clone'
import { noLogin } from '#playbooks/shared/refusals'

export interface InPlaceReady extends InPlaceFacts {
  readonly about: CloneAbout
  readonly place: ClonePlaceAbout
  /** The data folder of the server. */
  readonly data: string
}

export interface InPlaceWish {
  readonly clone: string
  readonly over: string
}

export const readyInPlace = (
  { clone, over }: InPlaceWish,
  facts: InPlaceFacts,
): Refusal | InPlaceReady => {
  const { login, provider, cluster, place, server, isOfStanza } = facts
  if (login === null) return noLogin('backup')
  if (provider !== 'self-managed') return refusal(...ways[provider])
  if (isOfStanza) return ofStanza
  const found = cloneNamed(facts, clone)
  if (isRefusal(found)) return found
  if (place === null || server === null) throw new Error('no place is a refusal')
  const because =
    (over === cluster ? undefined : otherName(over, facts)) ??
    notPaused(found) ??
    keptAlready(facts) ??
    outOfReach(facts, place)
  return because ?? { ...facts, about: found.about, place, data: server.data ?? '' }
}

const ways: Readonly<Record<Exclude<Provider, 'self-managed'>, readonly [string, string]>> = {
  patroni: [
    'Patroni starts and stops this server, and ignores the moment of a restore: it replays to the end of the archive.',
    'By hand: `patronictl pause`, stop PostgreSQL on every node, restore on one and start PostgreSQL there by pg_ctl until it has left recovery at the moment, then `patronictl resume`; the other nodes follow by pg_rewind, or `patronictl reinit`.',
  ],
  cloudnativepg: [
    'The operator starts and stops this server, and restores into a new Cluster only.',
    'Make a Cluster with `bootstrap.recovery` and a `recoveryTarget`, and let applications connect there.',
  ],
  rds: [
    'RDS and Aurora restore into a new instance only.',
    'Use `aws rds restore-db-instance-to-point-in-time`, then rename both instances.',
  ],
  'cloud-sql': [
    'Nobody but Cloud SQL reaches the files of this server.',
    'Use `gcloud sql instances clone --point-in-time`, and let applications connect there.',
  ],
  azure: [
    'Azure restores into a new server only.',
    'Use `az postgres flexible-server restore`, and let applications connect there.',
  ],
}

const ofStanza: Refusal = refusal(
  'The backups of this cluster are in pgBackRest, which restores in place by itself, over the files that are there.',
  'By hand: look at a clone of the moment first, then stop the server and run `pgbackrest --delta --type=time --target=… --target-action=promote restore` there.',
)

const otherName = (typed: string, { cluster }: InPlaceFacts): Refusal =>
  refusal(
    `\`over=\` names ${typed}, and the cluster whose files would give way is ${cluster}.`,
    `Look twice which cluster is meant, and type its name: \`over=${cluster}\`.`,
  )

const notPaused = ({
  about,
  running,
  torn,
}: FoundClone & { readonly about: CloneAbout }): Refusal | undefined => {
  const { clone, moving, promoted } = about
  if (promoted)
    return refusal(
      `${clone} was promoted: somebody may have written there since, and it is no moment of the cluster any more.`,
      'Restore again, and let that clone take the place.',
    )
  if (running && moving === null) return undefined
  return torn || moving !== null
    ? refusal(
        `${clone} does not stand at a moment that is known: ${torn ? 'Howdah’s machine was started since it was made' : 'it was being moved, and that broke off'}.`,
        'Restore again, and look at that clone first.',
        `clone end ${clone}`,
      )
    : refusal(
        `${clone} does not run, so nobody can look at it before it takes the place of the cluster.`,
        'Start it first.',
        `clone start ${clone}`,
      )
}

const keptAlready = ({ kept, cluster }: InPlaceFacts): Refusal | undefined => {
  if (kept === null || kept.about?.state === 'failed') return undefined
  return kept.about === null || kept.about.state === 'under way'
    ? refusal(
        `${kept.folder} is there, and Howdah cannot tell what it has: it may be the only files of the server.`,
        'Look there by hand, and move it away.',
      )
    : refusal(
        `Files of an earlier restore of ${cluster} are still kept in ${kept.folder}.`,
        'Discard them first: one way back is kept, and no second one.',
        'restore discard',
      )
}

const byHand =
  'By hand: stop the server, move its data folder away and the `data` of the clone there, take the lines of `recovery_target_…` and `restore_command` from its howdah-clone.conf, and start it with recovery_target_action = promote.'

const outOfReach = (
  { node, server, placeUid, cluster }: InPlaceFacts,
  { folder, inPlace }: ClonePlaceAbout,
): Refusal | undefined => {
  if (!inPlace)
    return refusal(
      `The inventory does not let Howdah stop the server of ${cluster}.`,
      `Where nobody else starts and stops it, add \`in_place: true\` to \`backup.clones\`. ${byHand}`,
    )
  const here = server?.here
  if (!server || !here || !here.isLinux)
    return refusal(
      `${node} does not run on Howdah’s machine, or its data folder cannot be read from here, so Howdah cannot stop it.`,
      byHand,
    )
  if (here.unit !== null || here.pid === 1)
    return refusal(
      here.unit === null
        ? `The server of ${node} is the first process of its container, which ends with it.`
        : `systemd starts and stops ${node}, as ${here.unit}, and would not know of a server that Howdah starts.`,
      byHand,
    )
  if (server.tablespaces > 0 || here.walElsewhere)
    return refusal(
      here.walElsewhere
        ? `pg_wal of ${node} is a link to another folder, which would not change places.`
        : `${node} has tablespaces outside its data folder, which would not change places.`,
      byHand,
    )
  if (!here.sameDisk)
    return refusal(
      `The clones in ${folder} lie on another disk than ${server.data ?? ''}, and a folder is moved within one disk only.`,
      'Let `backup.clones.folder` lie on the disk of the server, and restore again.',
    )
  if (here.uid !== placeUid)
    return refusal(
      `${folder} belongs to another user than the files of ${node}, who could not use those of a clone.`,
      'Give the folder to the user of the server, and restore again.',
    )
  return here.mayMove
    ? undefined
    : refusal(
        `Howdah may not move ${server.data ?? ''}: the folder above it, or ${folder}, may not be written.`,
        'Let Howdah run as the user of the server, or set the rights.',
      )
}
