import { defineConfig } from 'vitest/config'
import { CONTROLS } from './packages/checklist/src/controls/index.ts'

// Beside their code, but on the system's ports, or long.
const SYSTEM_TESTS = 'packages/{checklist/src/{attacks,sabotage},bench/src/commands/bench}.test.ts'

// Against docker-compose.yml as it runs: by `npm run containers`, which starts it.
const CONTAINER_TESTS = 'packages/e2e/src/containers/*.test.ts'

// What a busy machine breaks gets a second try, and is named at the end of the run. A counterexample gets none.
const retry = { count: 1, condition: /^(?!Property failed)/ }

// `unit` runs beside the code, in parallel; `e2e` runs the whole system on its own ports, one file after the other.
const containers = {
  test: {
    name: 'containers',
    retry,
    include: [CONTAINER_TESTS],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { groupOrder: 1 },
  },
}

export default defineConfig({
  test: {
    // A test that proves a control of the checklist has its id as a tag; of any other tag Vitest says that it is unknown.
    tags: CONTROLS.map(({ id, title }) => ({ name: id, description: title })),
    globalSetup: 'packages/tooling/src/vitest-global-setup.ts',
    projects: [
      {
        test: {
          name: 'unit',
          retry,
          include: ['apps/*/{src,web}/**/*.test.{ts,tsx}', 'packages/*/src/**/*.test.ts'],
          exclude: ['packages/e2e/**', SYSTEM_TESTS, '**/node_modules/**'],
          // A busy machine is slower than that by ten times; what hangs is still found.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          retry,
          include: ['packages/e2e/src/**/*.test.ts', SYSTEM_TESTS],
          exclude: [CONTAINER_TESTS],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 60_000 } },
          sequence: { groupOrder: 1 },
        },
      },
      ...(process.env['CONTAINERS'] === 'on' ? [containers] : []),
    ],
  },
})
