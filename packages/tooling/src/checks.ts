/** What is checked beside the tests: each counts as one. */
import { globSync } from 'node:fs'
import { styleText } from 'node:util'
import { repositoryRoot } from './repository.ts'
import { runTool } from './run-tool.ts'

interface Check {
  name: string
  tool: string
  args: readonly string[]
}

function listChecks(): Check[] {
  const projects = globSync(['tsconfig.json', '{apps,packages}/*/{,web/}tsconfig.json'], {
    cwd: repositoryRoot,
  })
  return [
    { name: 'format', tool: 'oxfmt', args: ['--check'] },
    { name: 'lint', tool: 'oxlint', args: [] },
    { name: 'unused files, exports and dependencies', tool: 'knip', args: [] },
    ...projects.sort().map((project) => ({ name: `types (${project})`, tool: 'tsc', args: ['-p', project] })),
  ]
}

/**
 * Runs every check and prints what the failed ones said.
 *
 * @returns how many passed and failed
 */
export async function runChecks(say: (line: string) => void): Promise<{ passed: number; failed: number }> {
  const checks = listChecks()
  const results = await Promise.all(checks.map(({ tool, args }) => runTool(tool, args)))
  for (const [index, { name }] of checks.entries()) {
    const { ok, output } = results[index] ?? { ok: false, output: '' }
    say(ok ? `${styleText('green', '✓')} ${name}` : `${styleText('red', '×')} ${name}\n${output}`)
  }
  const passed = results.filter(({ ok }) => ok).length
  return { passed, failed: results.length - passed }
}
