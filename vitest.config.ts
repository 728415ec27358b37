import { defineConfig } from 'vitest/config'

// Beside their code, but on the system's ports, or long.
const SYSTEM_TESTS = 'packages/{checklist/src/{attacks,sabotage},bench/src/commands/bench}.test.ts'

// `unit` runs beside the code, in parallel; `e2e` runs the whole system on its own ports, one file after the other.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['apps/*/{src,web}/**/*.test.{ts,tsx}', 'packages/*/src/**/*.test.ts'],
          exclude: ['packages/e2e/**', SYSTEM_TESTS, '**/node_modules/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['packages/e2e/src/**/*.test.ts', SYSTEM_TESTS],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
