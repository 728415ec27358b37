/**
 * `npm run bench [-- --only NAME] [--quick] [--json]`: the benchmarks, each side by side with its floor and with
 * the alternatives. Exit status 1 only when a benchmark itself fails: how fast it was decides nothing.
 */
import { parseArgs } from 'node:util'
import { benchmarks } from '../benchmarks/all.ts'
import { effortFor } from '../harness/benchmark.ts'
import { describeMachine } from '../harness/machine.ts'
import type { Result } from '../harness/result.ts'
import { table } from '../harness/table.ts'

const USAGE = `npm run bench -- [--only NAME] [--quick] [--json]\nNAME, or the beginning of some: ${benchmarks.map(({ name }) => name).join(', ')}`

const say = (line: string): void => console.error(line)
process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const options = readOptions(args)
  const chosen = benchmarks.filter(({ name }) => name.startsWith(options?.only ?? ''))
  if (options === undefined || chosen.length === 0) {
    say(USAGE)
    return 1
  }
  const results: Result[] = []
  let failed = 0
  for (const benchmark of chosen) {
    say(`${benchmark.name} …`)
    try {
      results.push(...(await benchmark.run(effortFor(benchmark, options))))
    } catch (error) {
      failed++
      console.error(`${benchmark.name} failed:`, error)
    }
  }
  console.log(options.json ? toJson(results) : toText(results, options.quick))
  return failed === 0 ? 0 : 1
}

function toJson(results: readonly Result[]): string {
  return JSON.stringify({ machine: describeMachine(), benchmarks: results }, undefined, 2)
}

function toText(results: readonly Result[], quick: boolean): string {
  return [
    describeMachine(),
    'CPU time; medians of interleaved rounds; the ratio, ours to the baseline, is taken within each round.',
    ...(quick ? ['Quick: it works. The numbers say nothing.'] : []),
    '',
    ...table(results),
  ].join('\n')
}

function readOptions(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        only: { type: 'string', default: '' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return undefined
  }
}
