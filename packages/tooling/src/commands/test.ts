/**
 * `npm test [-- --no-browser] [FILTER…]`: every check and every test. With a filter only the tests that match it run;
 * it and every other option are Vitest's.
 */
import { runChecks } from '../checks.ts'
import { ensureChromium } from '../chromium.ts'
import { ensureRedis } from '../redis.ts'
import { closingLine, runVitest } from '../run-vitest.ts'

/** Says which controls of the checklist the tests have proven, and fails the run for one that they have not. */
const CHECKLIST_REPORTER = 'packages/checklist/src/evidence/reporter.ts'

const say = (line: string): void => console.log(line)
const given = process.argv.slice(2)
const browser = !given.includes('--no-browser')
const args = given.filter((arg) => arg !== '--no-browser')
if (!browser) args.push('--exclude=packages/e2e/src/**/*browser*.test.ts')

try {
  ensureRedis(say)
  const env = browser ? { CHROMIUM_PATH: ensureChromium(say) } : {}
  const filtered = args.some((arg) => !arg.startsWith('-'))
  const checks = filtered ? { passed: 0, failed: 0 } : await runChecks(say)
  // Of a part of the tests it would say that controls are not proven.
  if (args.length === 0) args.push(`--reporter=./${CHECKLIST_REPORTER}`)
  const tests = await runVitest(args, env)
  const failed = checks.failed + tests.failed
  console.log(closingLine({ ...tests, passed: checks.passed + tests.passed, failed }))
  process.exitCode = failed === 0 ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  console.log(closingLine({ passed: 0, failed: 1, skipped: 0 }))
  process.exitCode = 1
}
