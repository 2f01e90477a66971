/** All that Howdah draws for Slack, with an example or more for each function that draws. */
import { commands } from '#commands/catalogue'
import { loadingMessage, readyMessage } from '#main/local/first-message'
import type { Change } from '#model/change'
import type { Coming } from '#model/home/home'
import { type Field, fieldsOf } from '#model/input'
import { refusal } from '#model/refusal'
import type { Answer, FormReply } from '#model/reply'
import { drawAnswer, drawRefusal, drawSent } from '#slack/draw/answer/reply-message'
import {
  actions,
  button,
  context,
  fields,
  image,
  section,
  sections,
} from '#slack/draw/blocks/blocks'
import { codeView } from '#slack/draw/form/code-view'
import { inputOf } from '#slack/draw/form/form-input'
import { formView, tooLong } from '#slack/draw/form/form-view'
import { noticeView } from '#slack/draw/form/notice-view'
import { pickerView } from '#slack/draw/form/picker-view'
import { reasonView } from '#slack/draw/form/reason-view'
import { refusedForm } from '#slack/draw/form/refused-form'
import { drawComing } from '#slack/draw/home/coming'
import { drawHome } from '#slack/draw/home/home-view'
import { verbsOf } from '#slack/draw/plan/change-buttons'
import { drawChange } from '#slack/draw/plan/change-message'
import { drawGreeting } from '#slack/send/greet'
import { approvalOf } from '#test/support/commands/approvals'
import { aSchedule, aSlot } from '#test/support/commands/schedules'
import { changes, nasty } from '#test/support/surface/changes'

const id = 'x'.repeat(26)
const offer = { label: nasty.repeat(3), id }

const answers: Readonly<Record<string, Answer>> = {
  bare: { kind: 'answer', title: nasty.repeat(80) },
  full: {
    kind: 'answer',
    title: nasty,
    lines: Array.from({ length: 100 }, () => nasty),
    table: {
      columns: ['index', 'table', 'size', 'scans', 'note'],
      rows: Array.from({ length: 25 }, () => [nasty, nasty, '', '0', nasty]),
    },
  },
}

const field = (key: string, more: Partial<Field> = {}): Field => ({
  key,
  label: nasty.repeat(60),
  hint: nasty.repeat(60),
  names: null,
  required: true,
  kind: 'text',
  choices: [],
  ...more,
})

const form = (more: Partial<FormReply>): FormReply => ({
  kind: 'form',
  command: 'index create',
  title: nasty,
  fields: [],
  values: {},
  problems: {},
  ...more,
})

const forms: readonly FormReply[] = [
  form({
    fields: [
      field('cluster'),
      field('text', { required: false }),
      field('flag', { kind: 'yes-no' }),
      field('choice', {
        kind: 'choice',
        choices: Array.from({ length: 120 }, (_, n) => `${n} ${nasty}`),
      }),
    ],
    values: { cluster: 'shop', text: nasty.repeat(80), flag: 'yes' },
    problems: { text: nasty.repeat(40) },
  }),
  ...commands.map(({ words, summary, input }) =>
    form({ command: words, title: summary, fields: fieldsOf(input) }),
  ),
]

const longButton = (n: number) =>
  button({ action: `act-${n}`, id, label: nasty.repeat(9), style: 'danger' })

const confirming = button({
  action: 'stop',
  id,
  label: 'Stop',
  confirm: {
    title: nasty.repeat(9),
    text: nasty.repeat(30),
    yes: nasty.repeat(3),
    no: nasty.repeat(3),
  },
})

const pendingChange = {
  ...(changes[0]?.[1] as Change),
  state: 'pending',
  outcome: null,
  endedAt: '2026-11-23T12:00:00.000Z',
  origin: { via: 'slack', channel: 'C_OPS' },
} as const satisfies Change

/** More changes than a Home shows. */
const many: readonly Change[] = Array.from({ length: 40 }, (_, place) => ({
  ...pendingChange,
  plan: {
    ...pendingChange.plan,
    id: `p-${place}`,
  },
  steps: pendingChange.steps.slice(0, 1 + (place % 5)),
}))

const dark = {
  kind: 'closed',
  blackout: { reason: nasty.repeat(9), from: '2026-11-23', to: '2026-11-24', zone: 'UTC' },
  next: null,
  at: new Date(0),
  atEnd: 'hold',
} as const

const coming: Coming = {
  hours: Array.from({ length: 40 }, () => ({ cluster: nasty, now: dark })),
  schedules: Array.from({ length: 8 }, () => ({
    schedule: aSchedule({ command: nasty.repeat(20) }),
    next: new Date(0),
    last: aSlot({ kind: 'failed', because: nasty.repeat(20) }),
  })),
  further: { active: 9, paused: 1 },
}

const inventory = {
  channels: { ops: 'C_OPS', reports: null, audit: null },
  clusters: [{ name: 'shop', channel: null }],
} as unknown as Parameters<typeof drawGreeting>[2]

/** Howdah mentions people in `instead`, so a mention is no attack there. */
const blocked = refusal(nasty.repeat(50), nasty.repeat(50).replaceAll('<@U1>', ''))

/** Blocks of messages and views, by the function that draws them. */
export const drawn: Readonly<Record<string, readonly (() => unknown)[]>> = {
  section: [() => ({ blocks: [section('long '.repeat(900))] })],
  sections: [() => ({ blocks: sections(['long '.repeat(900), 'lines']) })],
  context: [() => ({ blocks: [context('long '.repeat(900))] })],
  image: [() => ({ blocks: [image({ id, altText: 'long '.repeat(900) })] })],
  fields: [
    () => ({
      blocks: fields(
        Array.from({ length: 12 }, () => ({ label: 'long', value: 'long '.repeat(90) })),
      ),
    }),
  ],
  actions: [
    () => ({
      blocks: actions([confirming, ...Array.from({ length: 30 }, (_, n) => longButton(n))]),
    }),
  ],
  drawChange: changes.map(
    ([, change]) =>
      () =>
        drawChange(change, new Map(verbsOf(change).map(verb => [verb, id]))),
  ),
  drawAnswer: Object.values(answers).flatMap(answer => [
    () => drawAnswer(answer, [], { to: 'one', again: null }),
    () => drawAnswer(answer, [], { to: 'report' }),
    () => drawAnswer(answer, [], { to: 'channel', again: id }),
    () =>
      drawAnswer(
        answer,
        Array.from({ length: 5 }, () => offer),
        { to: 'one', again: id },
      ),
  ]),
  drawSent: [() => drawSent([{ name: 'rows.csv' }, { name: 'all.sql' }])],
  drawRefusal: [() => drawRefusal(blocked, offer), () => drawRefusal(blocked, null)],
  drawHome: [
    () =>
      drawHome(
        {
          kind: 'home',
          approver: true,
          waiting: many,
          standing: Array.from({ length: 9 }, () =>
            approvalOf({ state: 'waiting', sentence: nasty.repeat(50), reason: nasty.repeat(20) }),
          ),
          running: many,
          asked: many.slice(0, 5),
          ...coming,
        },
        {
          command: '/pg',
          clusters: Array.from({ length: 300 }, (_, place) => ({
            name: `cluster-${place}`,
            environment: 'production',
            nodes: [
              { name: 'one', role: 'primary' as const, behindBytes: null },
              { name: nasty, role: 'replica' as const, behindBytes: 7 },
            ],
            trouble: [nasty],
          })),
          buttons: new Map(
            many.map(({ plan }) => [
              plan.id,
              new Map(verbsOf(pendingChange).map(verb => [verb, id])),
            ]),
          ),
        },
      ),
  ],
  drawComing: [() => ({ type: 'home', blocks: drawComing(coming, { command: '/pg' }) })],
  drawGreeting: ['C_NEW', 'C_OPS'].map(channel => () => drawGreeting(channel, '/pg', inventory)),
  formView: forms.map(
    one => () =>
      formView(one, 'C_OPS', ['shop', ...Array.from({ length: 110 }, (_, n) => `shop-${n}`)]),
  ),
  refusedForm: [undefined, ...forms].map(
    one => () => refusedForm(one, blocked, { channel: 'C_OPS', clusters: ['shop'] }),
  ),
  // The inputs of the other forms are checked in the views of the forms.
  inputOf: forms.slice(0, 1).map(one => () => ({
    type: 'modal',
    title: { type: 'plain_text', text: 'Inputs' },
    submit: { type: 'plain_text', text: 'Send' },
    blocks: one.fields.map(field => inputOf(one, field, ['shop', 'other'], true)),
  })),
  tooLong: [() => ({ blocks: [tooLong(form({}))] })],
  pickerView: [() => pickerView({ kind: 'picker', commands }, 'C_OPS')],
  noticeView: [() => noticeView(nasty, drawRefusal(blocked, null).blocks)],
  codeView: [
    () =>
      codeView(
        {
          kind: 'code',
          title: 'Approve p-7k3m9qx',
          yes: 'Approve',
          again: { kind: 'clicked', button: id, channel: 'C_OPS', message: '1.2' },
        },
        'C_OPS',
      ),
  ],
  reasonView: ['reject', 'withdraw', 'review', 'was-done', 'was-not-done'].map(
    action => () => reasonView({ action, button: id, channel: 'C_OPS', message: '1.2' }),
  ),
  loadingMessage: [
    () => ({ blocks: loadingMessage({ table: 'users', done: 1, of: 2, percent: 50 })[1] }),
  ],
  readyMessage: [() => ({ blocks: readyMessage(null, 35)[1] })],
}
