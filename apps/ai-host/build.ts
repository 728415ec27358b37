/**
 * Builds the page into `dist`, unless what lies there was built from the same inputs:
 * `node apps/ai-host/build.ts`.
 */
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from 'node:process'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { pageDigest } from './src/page-digest.ts'

const here = import.meta.dirname
const dist = join(here, 'dist')
const record = join(dist, '.built-from')
const web = (file: string): string => join(here, 'web', file)

/** @returns true when it built, false when there was nothing to do */
export async function buildPage(): Promise<boolean> {
  const digest = pageDigest(join(here, '..', '..'))
  const index = join(dist, 'index.html')
  if (existsSync(index) && existsSync(record) && readFileSync(record, 'utf8') === digest) {
    // Those who compare times see that it is up to date.
    const now = new Date()
    utimesSync(index, now, now)
    return false
  }
  // Vite would build React's development version under a test runner's NODE_ENV.
  env['NODE_ENV'] = 'production'
  await build({
    configFile: false,
    root: web(''),
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir: dist,
      emptyOutDir: true,
      target: 'es2023',
      // The content security policy knows no data: URL.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      rolldownOptions: {
        input: [web('index.html'), web('redirect.html')],
        // With zod in one chunk it runs before any schema of another chunk is made.
        output: { codeSplitting: { groups: [{ name: 'no-eval', test: /[\\/]no-eval\.ts$/ }] } },
      },
    },
  })
  writeFileSync(record, digest)
  return true
}

if (import.meta.main) {
  const started = performance.now()
  const built = await buildPage()
  const took = `${Math.round(performance.now() - started)} ms`
  process.stdout.write(built ? `page built in ${took}\n` : 'page is up to date\n')
}
