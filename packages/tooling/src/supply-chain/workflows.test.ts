import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { repositoryRoot } from '../repository.ts'

const Step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
})
const Workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.looseObject({
      'timeout-minutes': z.number(),
      steps: z.array(Step),
      permissions: z.record(z.string(), z.string()).optional(),
    }),
  ),
})

/** Everything in a workflow that lets others run code, or lets code do more than it must. */
function workflowFaults(text: string): string[] {
  const { on, permissions, jobs } = Workflow.parse(parse(text))
  const steps = Object.values(jobs).flatMap((job) => job.steps)
  return [
    // It runs with the repository's secrets, on code that anybody proposes.
    ...Object.keys(on).filter((event) => event === 'pull_request_target'),
    ...Object.entries(permissions)
      .filter(([, access]) => access !== 'read')
      .map(([scope]) => `every job may write ${scope}`),
    ...steps.flatMap(({ uses, run = '', with: given }) => [
      ...(uses === undefined || /^[\w-]+\/[\w/-]+@[\da-f]{40}$/.test(uses)
        ? []
        : [`${uses} is not one commit`]),
      ...(uses?.startsWith('actions/checkout@') && given['persist-credentials'] !== false
        ? ['the checkout leaves its token for the steps after it']
        : []),
      // A title or a branch name would be a program.
      ...(run.includes('${{') ? [`an expression in a shell: ${run}`] : []),
    ]),
  ]
}

const files = globSync('.github/workflows/*.yml', { cwd: repositoryRoot }).sort()
const textOf = (file: string) => readFileSync(join(repositoryRoot, file), 'utf8')

test('there are workflows for tests, for analysis and for images', () => {
  expect(files).toEqual(['ci', 'codeql', 'images'].map((name) => `.github/workflows/${name}.yml`))
  expect(textOf('.github/workflows/ci.yml')).toContain('run: bash .ci/run')
})

test.each(files)('%s runs pinned actions, with the least that it needs', (file) => {
  expect(workflowFaults(textOf(file))).toEqual([])
})

test('a pinned action says which version it is', () => {
  const uses = files.flatMap((file) => textOf(file).match(/uses: .*/g) ?? [])
  expect(uses.length).toBeGreaterThan(5)
  for (const line of uses) expect(line).toMatch(/@[\da-f]{40} # v\d+\.\d+\.\d+$/)
})

const workflow = (on: string, step: string, permissions = 'contents: read') =>
  `on: { ${on}: {} }\npermissions: { ${permissions} }\njobs: { a: { timeout-minutes: 1, steps: [{ ${step} }] } }\n`
const COMMIT = '0123456789012345678901234567890123456789'
test.each([
  ['somebody else’s code with our secrets', workflow('pull_request_target', 'run: x'), 'pull_request_target'],
  ['a tag', workflow('push', 'uses: a/b@v1'), 'a/b@v1 is not one commit'],
  ['a branch', workflow('push', 'uses: a/b@main'), 'a/b@main is not one commit'],
  ['a token on the disk', workflow('push', `uses: actions/checkout@${COMMIT}`), 'leaves its token'],
  [
    'a title as a program',
    workflow('push', "run: 'echo ${{ github.event.issue.title }}'"),
    'an expression in a shell',
  ],
  ['rights for every job', workflow('push', 'run: x', 'contents: write'), 'every job may write contents'],
])('%s is found', (_, text, fault) => {
  expect(workflowFaults(text).join('\n')).toContain(fault)
})
