import { expect, test } from 'vitest'
import { linked, openTestSaas } from '../saas.fixture.ts'

const saas = await openTestSaas()
const { access } = await linked(saas, 'jira')

async function search(jql: string): Promise<{ status: number; keys: string[]; problem: string }> {
  const { status, body } = await saas.api('jira', access, '/search/jql', { json: { jql } })
  const issues = (body.issues ?? []) as { key: string }[]
  return { status, keys: issues.map(({ key }) => key), problem: body.errorMessages?.[0] ?? '' }
}

test.each([
  ['assignee = currentUser()', ['FIN-2', 'ENG-2', 'FIN-1']],
  ['assignee = currentUser() AND status != Done AND project = FIN', ['FIN-2', 'FIN-1']],
  ['assignee = "712020:00000000-0000-4000-8000-000000002003"', ['ENG-1', 'ENG-3']],
  ['assignee in (currentUser(), bob.baker) and statusCategory = "In Progress"', ['FIN-1', 'ENG-1']],
  ['project = "Engineering" AND status not in (Done)', ['ENG-2', 'ENG-1']],
  ['text ~ "rounded twice"', ['ENG-1']],
  ['summary ~ statement* OR description ~ zurich', ['ENG-2', 'FIN-1']],
  ['(project = FIN OR project = ENG) AND NOT assignee = currentUser()', ['ENG-1', 'ENG-3']],
  ['project = ENG and labels is EMPTY', ['ENG-2', 'ENG-3']],
  ["project = 'FIN' ORDER BY priority DESC, created ASC", ['FIN-1', 'FIN-2']],
  ['issuetype = Bug order by key', ['ENG-1']],
  ['project = PART', []],
])('%s', async (jql, keys) => {
  expect(await search(jql)).toMatchObject({ status: 200, keys })
})

test.each([
  ['', 'Unbounded'],
  ['ORDER BY created', 'Unbounded'],
  ['colour = red', "Field 'colour' does not exist"],
  ['project =', 'Expecting more'],
  ['project = ENG project = FIN', 'Expecting the end'],
  ['project in (ENG', "Expecting ')'"],
  ['status ~ Done', "operator '~' is not supported"],
  ['project = ENG order by colour', "cannot be ordered by 'colour'"],
  ['project = ENG;', "character ';'"],
  ['project = AND', 'Expecting'],
])('%j is refused with a reason', async (jql, problem) => {
  const answer = await search(jql)
  expect([answer.status, answer.problem]).toEqual([400, expect.stringContaining(problem)])
})
