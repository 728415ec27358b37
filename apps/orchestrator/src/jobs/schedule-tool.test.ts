import { expect, test } from 'vitest'
import { understand } from '../agent/rehearsed/understand.ts'
import { answered, answerOf, says } from '../app.fixture.ts'
import { jobSystem } from './job-system.fixture.ts'
import { DAY } from './jobs.fixture.ts'

const system = jobSystem()

const EVERY_MORNING = 'Every morning at 7:15, please summarise the Q3 forecast'

test('said to the agent, put before the person with time and permissions, planned after their yes, and run', async () => {
  const alice = await system.one.person()
  const asked = says(EVERY_MORNING)
  const timeZone = 'Europe/Zurich'
  const proposal = await answerOf(await alice.chat({ messages: [asked], timeZone }))
  expect(proposal.tools).toMatchObject([
    { toolName: 'orchestrator__schedule_job', state: 'approval-requested' },
  ])
  for (const word of ['summarise the Q3 forecast', '07:15', timeZone, 'Documents.Read']) {
    expect(proposal.raw).toContain(word)
  }
  expect(await alice.jobs()).toEqual([])

  const yes = answered(proposal.message, true)
  const done = await answerOf(await alice.chat({ messages: [asked, yes], timeZone }), yes)
  expect(done.words).toContain('every day at 07:15')
  const [job] = await alice.jobs()
  expect(job).toMatchObject({
    instruction: 'summarise the Q3 forecast',
    schedule: { daily: '07:15', timeZone },
    scopes: ['Documents.Read'],
  })
  system.one.clock.ahead = DAY
  await system.one.tick()
  expect((await alice.job(job!.id)).lastRun?.text).toContain('Revenue grows')
})

test('a no plans nothing; a yes to a copy with other words does not either', async () => {
  const alice = await system.one.person()
  const asked = says(EVERY_MORNING)
  const proposal = await answerOf(await alice.chat({ messages: [asked] }))
  const changed = JSON.parse(
    JSON.stringify(answered(proposal.message, true)).replaceAll('Q3 forecast', 'roadmap'),
  ) as never
  await answerOf(await alice.chat({ messages: [asked, changed] }), changed)
  const no = answered(proposal.message, false)
  await answerOf(await alice.chat({ messages: [asked, no] }), no)
  expect(await alice.jobs()).toEqual([])
})

test('a job gets no more than the conversation was given', async () => {
  const alice = await system.one.person()
  const asked = says(EVERY_MORNING)
  const delegation = { 'mcp-sharepoint': ['Documents.Share'] }
  const proposal = await answerOf(await alice.chat({ messages: [asked], delegation }))
  const yes = answered(proposal.message, true)
  const refused = await answerOf(await alice.chat({ messages: [asked, yes], delegation }), yes)
  expect(refused.words).toContain('not delegated')
  expect(await alice.jobs()).toEqual([])
})

test('challenged while it is planned, it waits, and is planned once by the resume', async () => {
  const alice = await system.one.person()
  const asked = says('tomorrow at 9pm summarise the Q3 forecast')
  const proposal = await answerOf(await alice.chat({ messages: [asked] }))
  await system.idp.policies([
    {
      id: 'ca000000-0000-4000-8000-0000000000bb',
      displayName: 'Second factor',
      state: 'enabled',
      conditions: { applications: 'all' },
      grantControls: { control: 'mfa' },
    },
  ])
  const yes = answered(proposal.message, true)
  await answerOf(await alice.chat({ messages: [asked, yes] }), yes)
  expect(await alice.jobs()).toEqual([])
  const back = await system.one.person()
  const { operations } = (await back.send('GET', '/api/operations')).body as never as {
    operations: { id: string }[]
  }
  expect(await back.send('POST', `/api/operations/${operations[0]!.id}/resume`)).toMatchObject({
    status: 200,
  })
  expect(await back.jobs()).toMatchObject([
    { instruction: 'summarise the Q3 forecast', scopes: ['Documents.Read'] },
  ])
})

test.each([
  ['every morning, summarise the forecast', 'daily', '07:30', 'summarise the forecast'],
  ['each evening find documents about budget', 'daily', '18:00', 'find documents about budget'],
  ['summarise the roadmap every day at 6.45', 'daily', '06:45', 'summarise the roadmap'],
  ['daily at 5 pm: read the newsletter', 'daily', '17:00', 'read the newsletter'],
  ['Tomorrow at 9, read the roadmap', 'tomorrow', '09:00', 'read the roadmap'],
  ['tomorrow at 12am read the roadmap', 'tomorrow', '00:00', 'read the roadmap'],
])('“%s”', (sentence, when, time, instruction) => {
  expect(understand(sentence)).toEqual({ kind: 'schedule', instruction, when, time })
})

test.each(['read the daily report', 'find documents about tomorrow', 'delete every draft'])(
  '“%s” is for now',
  (sentence) => {
    expect(understand(sentence).kind).not.toBe('schedule')
  },
)
