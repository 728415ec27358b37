import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { ask, browserUnderTest, confirmIdentity, signIn, toolCall } from './browser.ts'
import { person } from './person.ts'
import { LAPTOP, screenshot } from './screenshots.ts'
import { AI_HOST, ORCHESTRATOR, systemUnderTest } from './system-under-test.ts'
import { tenant } from './tenant.ts'

systemUnderTest()
const { newPage } = browserUnderTest()

/** Opens the jobs, and writes a new one. */
async function createJob(page: Page, instruction: string) {
  const jobs = page.getByTestId('jobs')
  await page.getByRole('button', { name: 'Jobs', exact: true }).click()
  await jobs.getByLabel('What shall the agent do?').fill(instruction)
  await jobs.getByRole('button', { name: 'Create the job' }).click()
  return jobs.getByRole('article', { name: instruction })
}

const close = (page: Page, title: string) => page.getByRole('button', { name: `Close ${title}` }).click()

/** The resumes that this page has sent, and the operations it has been told of. */
function watch(page: Page) {
  const seen = { resumes: 0, operation: '' }
  page.on('request', (request) => {
    const [, id] = /\/api\/operations\/([^/]+)\/resume$/.exec(request.url()) ?? []
    if (id === undefined || request.method() !== 'POST') return
    seen.resumes += 1
    seen.operation = id
  })
  return seen
}

test('a job runs; one that needs its person waits for their next visit, and then goes on, once', async () => {
  const page = await newPage(LAPTOP)
  const seen = watch(page)
  await signIn(page, /alice/i)
  const job = await createJob(page, 'Summarise the budget 2027')
  await job.getByText('Scheduled', { exact: true }).waitFor()
  await job.getByText(/Every day at 07:30/).waitFor()
  await job.getByRole('button', { name: 'Run now' }).click()
  await job.getByText(/: done$/).waitFor()
  await job.getByText('Its last result').click()
  expect(await job.getByLabel('Result').textContent()).toMatch(/operating budget|164 million/i)
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'jobs-result')

  const withdraw = await tenant.demandContext('mock-graph', 'c3', 'invalid_grant')
  try {
    await job.getByRole('button', { name: 'Run now' }).click()
    await job.getByText('Waiting for you', { exact: true }).waitFor()
    await job.getByText(/: it needed you$/).waitFor()
    await screenshot(page, 'jobs-waiting')
    await job.getByRole('button', { name: 'See what it waits for' }).click()
    await page.getByTestId('waiting').getByTestId('step-up').waitFor()

    await page.reload()
    await page.getByRole('button', { name: /^Waiting for you.*1/ }).click()
    const waiting = page.getByTestId('waiting')
    await waiting.getByRole('heading', { name: 'A job of yours' }).waitFor()
    await waiting.getByText('Summarise the budget 2027').first().waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await screenshot(page, 'waiting-job')

    await confirmIdentity(page, waiting.getByTestId('step-up'))
    await waiting.getByText(/^Done · asked/).waitFor()
    expect(await waiting.getByTestId('step-up').count()).toBe(0)
    await screenshot(page, 'waiting-job-done')
    await waiting.getByRole('button', { name: 'See the result under “Jobs”' }).click()
    await job.getByText(/: done$/).waitFor()
    await job.getByText('Its last result').click()
    expect(await job.getByLabel('Result').textContent()).toMatch(/operating budget|164 million/i)
    expect(seen.resumes).toBe(1)

    await page.reload()
    await page.getByRole('button', { name: /^Waiting for you/ }).click()
    expect(await waiting.getByText(/^Done · asked/).count()).toBe(1)
  } finally {
    await withdraw()
    await page.context().close()
  }
})

test('in the chat: a job is planned once the person has seen what, when and with which permissions', async () => {
  const page = await newPage({ ...LAPTOP, timezoneId: 'America/Lima' })
  await signIn(page, /alice/i)
  await ask(page, 'Every morning at 7:30, summarise the budget')
  const card = page.getByTestId('approval-card')
  await card.getByText('Do you approve this job?').waitFor()
  const shown = await card.textContent()
  expect(shown).toContain('summarise the budget')
  expect(shown).toContain('Every day at 07:30 (America/Lima)')
  expect(shown).toContain('Documents.Read')
  expect(await page.getByTestId('tool-call').getByRole('heading', { name: 'Plan a job' }).count()).toBe(1)
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'job-approval')

  const jobs = page.getByTestId('jobs')
  await page.getByRole('button', { name: 'Jobs', exact: true }).click()
  expect(await jobs.getByRole('article', { name: /^summarise the budget$/i }).count()).toBe(0)
  await close(page, 'Jobs')

  await card.getByRole('button', { name: 'Approve' }).click()
  const call = await toolCall(page, 0, 'Done')
  await page.getByText(/Done: I will do this while you are away/).waitFor()
  await screenshot(page, 'job-planned')
  await call.getByRole('button', { name: 'See it under “Jobs”' }).click()
  const job = jobs.getByRole('article', { name: /^summarise the budget$/i })
  await job.getByText('Every day at 07:30 (America/Lima)').waitFor()
  await job.getByText('Documents.Read').waitFor()
  await job.getByRole('button', { name: 'Cancel the job' }).click()
  await job.getByText('Cancelled', { exact: true }).waitFor()
  await page.context().close()
})

test('a declined job is not there', async () => {
  const page = await newPage(LAPTOP)
  await signIn(page, /bob/i)
  await ask(page, 'Every morning at 7:30, summarise the roadmap')
  await page.getByTestId('approval-card').getByRole('button', { name: 'Decline' }).click()
  await toolCall(page, 0, 'Declined by you')
  await page.getByRole('button', { name: 'Jobs', exact: true }).click()
  const jobs = page.getByTestId('jobs')
  await jobs.getByText('You have no jobs.').waitFor()
  expect(await jobs.getByTestId('job').count()).toBe(0)
  await page.context().close()
})

test('the link of a notice leads to what waits, for its owner alone', async () => {
  const page = await newPage(LAPTOP)
  await signIn(page, /bob/i)
  const withdraw = await tenant.demandContext('mock-graph', 'c3', 'invalid_grant')
  try {
    await ask(page, 'Find documents about the roadmap')
    await page.getByTestId('step-up').waitFor()
    const { operations } = (await (
      await (await person('Bob')).send(`${ORCHESTRATOR}/api/operations`)
    ).json()) as { operations: { id: string }[] }
    const link = `${AI_HOST}/?operation=${operations[0]!.id}`

    await page.goto(link)
    const item = page.getByTestId('waiting').getByRole('article', { name: 'A call of the agent' })
    await item.waitFor()
    await expect.poll(() => item.evaluate((element) => element.matches(':focus'))).toBe(true)
    expect(page.url()).toBe(`${AI_HOST}/`)
    await page.context().close()

    const other = await newPage(LAPTOP)
    await other.goto(link)
    await other.getByText('Something waits for you. Sign in to see what it is.').waitFor()
    await signIn(other, /alice/i)
    const words = other.getByTestId('waiting').getByText(/is not in your list/)
    await words.waitFor()
    expect(await words.textContent()).toContain('alice@contoso.example')
    expect(await accessibilityFaults(other)).toEqual([])
    await screenshot(other, 'waiting-not-yours')
    await other.context().close()
  } finally {
    await withdraw()
  }
})
