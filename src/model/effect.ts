/** The effect of a step, as data: standing approvals and approvers judge by effects. */
export interface Effect {
  readonly change: Verb
  readonly kind: keyof typeof effectWords
  /** As a person reads it: `public.users_lower_idx`, `pid 4711 on shop-1`. */
  readonly object: string
  readonly bytes: number | null
  /** The strongest lock on a table in use, in PostgreSQL's words, and what the lock blocks. */
  readonly lock: { readonly table: string; readonly mode: string; readonly blocks: Blocks } | null
}

export type Blocks = 'nothing' | 'schema changes' | 'writes' | 'reads and writes'

/** Words about a kind of effect. */
export interface EffectWords {
  /** The playbook whose policy holds for the effect, in whatever plan. */
  readonly policy: string
  /** The label of the approval: "Approve Build". */
  readonly approves: string
  /** False where a sent effect cannot be called back. */
  readonly recallable: boolean
  /** The second question before the approval of an effect that cannot be brought back. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string }
}

/** The catalogue of effects, by object and verb; a new playbook adds a line. */
const effectWords = {
  index: {
    create: { policy: 'index.create', approves: 'Build', recallable: true },
    drop: { policy: 'index.drop', approves: 'Drop', recallable: true },
    attach: { policy: 'index.create', approves: 'Attach', recallable: true },
    rebuild: { policy: 'index.reindex', approves: 'Rebuild', recallable: true },
  },
  partition: {
    create: { policy: 'partition.rotate', approves: 'Making the Partition', recallable: true },
    remove: {
      policy: 'partition.rotate',
      approves: 'Removing the Empty Partition',
      recallable: true,
    },
    attach: { policy: 'partition.rotate', approves: 'Attaching the Partition', recallable: true },
    detach: { policy: 'partition.rotate', approves: 'Detaching the Partition', recallable: true },
    move: { policy: 'partition.rotate', approves: 'Moving the Rows', recallable: true },
    drop: {
      policy: 'partition.drop',
      approves: 'Dropping the Partition',
      recallable: false,
      confirm: {
        title: 'Drop this partition?',
        text: 'The table and its rows are removed. Only a backup brings them back.',
        yes: 'Drop It',
      },
    },
  },
  session: {
    cancel: {
      policy: 'session.cancel',
      approves: 'Cancelling the Statement',
      recallable: false,
    },
    terminate: {
      policy: 'session.terminate',
      approves: 'Ending the Session',
      recallable: false,
      confirm: {
        title: 'End this session?',
        text: 'Its connection is closed and what it has not committed is lost for good.',
        yes: 'End It',
      },
    },
  },
  table: {
    vacuum: { policy: 'maintenance.vacuum', approves: 'VACUUM', recallable: true },
    analyze: { policy: 'maintenance.analyze', approves: 'ANALYZE', recallable: true },
  },
  backup: {
    take: { policy: 'backup.take', approves: 'Backup', recallable: true },
    verify: { policy: 'backup.verify', approves: 'Reading', recallable: true },
    drill: { policy: 'restore.drill', approves: 'Drill', recallable: true },
    expire: {
      policy: 'backup.expire',
      approves: 'Removing Backups',
      recallable: false,
      confirm: {
        title: 'Remove these backups?',
        text: 'What only they can restore is lost for good.',
        yes: 'Remove Them',
      },
    },
  },
  export: {
    create: { policy: 'clone.export', approves: 'Export', recallable: true },
    remove: { policy: 'clone.export', approves: 'Removing the Export', recallable: true },
  },
  clone: {
    make: { policy: 'restore.point-in-time', approves: 'Making the Clone', recallable: true },
    start: { policy: 'clone.start', approves: 'Starting the Clone', recallable: true },
    move: { policy: 'clone.forward', approves: 'Moving the Clone', recallable: true },
    promote: { policy: 'clone.promote', approves: 'Promoting the Clone', recallable: true },
    end: { policy: 'clone.end', approves: 'Ending the Clone', recallable: true },
  },
  server: {
    replace: {
      policy: 'restore.in-place',
      approves: 'Replacing the Cluster',
      recallable: false,
      confirm: {
        title: 'Put the clone in the place of the cluster?',
        text: 'The server is stopped, and what was written since the moment of the clone is gone from it. The old files are kept until somebody discards them.',
        yes: 'Replace It',
      },
    },
    return: { policy: 'restore.in-place', approves: 'Putting It Back', recallable: false },
    discard: {
      policy: 'restore.discard',
      approves: 'Removing the Old Files',
      recallable: false,
      confirm: {
        title: 'Remove the old files of the cluster?',
        text: 'What was written between the moment of the restore and the restore is gone with them. Nothing brings it back.',
        yes: 'Remove Them',
      },
    },
  },
  node: {
    restart: {
      policy: 'node.restart',
      approves: 'Restart',
      recallable: true,
      confirm: {
        title: 'Restart?',
        text: 'Every session of the server ends, and what it has not committed is lost.',
        yes: 'Restart It',
      },
    },
  },
  primary: {
    move: { policy: 'replication.switchover', approves: 'Switchover', recallable: true },
    replace: {
      policy: 'replication.failover',
      approves: 'Failover',
      recallable: false,
      confirm: {
        title: 'Fail over?',
        text: 'What the plan says may be lost is lost for good, and the old primary has to be built anew.',
        yes: 'Fail Over',
      },
    },
  },
  pool: {
    pause: { policy: 'pool.pause', approves: 'Pause', recallable: true },
    resume: { policy: 'pool.resume', approves: 'Resume', recallable: true },
    resize: { policy: 'pool.resize', approves: 'Resizing the Pool', recallable: true },
    switch: { policy: 'pool.set-mode', approves: 'Switching the Mode', recallable: true },
  },
  replica: {
    create: {
      policy: 'replication.add-replica',
      approves: 'Adding the Replica',
      recallable: true,
    },
    remove: {
      policy: 'replication.add-replica',
      approves: 'Removing the Replica',
      recallable: true,
      confirm: {
        title: 'Remove this replica?',
        text: 'Its server is stopped, and its slot and its files are removed. Whoever reads there has to read elsewhere.',
        yes: 'Remove It',
      },
    },
    rebuild: {
      policy: 'replication.reinit',
      approves: 'Rebuilding the Replica',
      recallable: true,
      confirm: {
        title: 'Build this replica anew?',
        text: 'Its files give way to a copy of the primary. What only its own files have is gone with them.',
        yes: 'Rebuild It',
      },
    },
  },
  slot: {
    create: { policy: 'replication.drop-slot', approves: 'Making the Slot', recallable: true },
    drop: {
      policy: 'replication.drop-slot',
      approves: 'Dropping the Slot',
      recallable: true,
      confirm: {
        title: 'Drop this slot?',
        text: 'Its server removes the WAL that only this slot keeps. Whoever reads by it and has not received that WAL has to be built anew.',
        yes: 'Drop It',
      },
    },
  },
  setting: {
    set: { policy: 'config.set', approves: 'Setting', recallable: true },
    reset: { policy: 'config.reset', approves: 'Reset', recallable: true },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, EffectWords>>>>

type Verb = {
  [Kind in keyof typeof effectWords]: keyof (typeof effectWords)[Kind]
}[keyof typeof effectWords]

export const wordsOfEffect = ({ kind, change }: Pick<Effect, 'kind' | 'change'>): EffectWords => {
  const words = (effectWords[kind] as Readonly<Partial<Record<Verb, EffectWords>>>)[change]
  if (!words) throw new Error(`nothing is said about ${change} of ${kind}`)
  return words
}
