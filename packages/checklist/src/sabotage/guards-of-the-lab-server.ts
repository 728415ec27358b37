import type { Guard } from './guard.ts'

const LAB = 'packages/checklist/src/lab-server'

/** What keeps the attack lab from being an attacker's: who may run it, from where, and what it shows. */
export const labServer: readonly Guard[] = [
  {
    guard: 'the lab on loopback',
    file: `${LAB}/config.ts`,
    cut: 'LOOPBACK.has(host)',
    paste: 'host !== undefined',
    red: { file: `${LAB}/config.test.ts`, test: 'it does not start with HOST=0.0.0.0' },
  },
  {
    guard: 'no lab in production',
    file: `${LAB}/config.ts`,
    cut: "value !== 'production'",
    paste: "value !== ''",
    red: { file: `${LAB}/config.test.ts`, test: 'it does not start with NODE_ENV=production' },
  },
  {
    guard: 'a run wants its scope',
    file: `${LAB}/app.ts`,
    cut: "app.post('/api/runs', { config: { scopes: SCOPES } }",
    paste: "app.post('/api/runs', { config: { scopes: [] } }",
    red: { file: `${LAB}/lab-server.test.ts`, test: 'a token without the scope runs nothing' },
  },
  {
    guard: 'one page may use the lab',
    file: `${LAB}/app.ts`,
    cut: 'origin: config.HOST_ORIGIN',
    paste: 'origin: true',
    red: { file: `${LAB}/lab-server.test.ts`, test: 'another page may not ask' },
  },
  {
    guard: 'one run at a time',
    file: `${LAB}/app.ts`,
    cut: 'if (runs.busy())',
    paste: 'if (false)',
    red: { file: `${LAB}/lab-server.test.ts`, test: 'one run at a time' },
  },
  {
    guard: 'who ran what is recorded',
    file: `${LAB}/runs.ts`,
    cut: '        record(ran)\n',
    paste: '',
    red: { file: `${LAB}/lab-server.test.ts`, test: 'and records who ran what' },
  },
  {
    guard: 'a page is shown by its title',
    file: 'packages/checklist/src/journal.ts',
    cut: 'if (/^\\s*<(!doctype|html)/i.test(text))',
    paste: 'if (text === undefined)',
    red: { file: 'packages/checklist/src/journal.test.ts', test: 'of a page only its title is shown' },
  },
  {
    guard: 'a code in a query is not shown',
    file: 'packages/checklist/src/journal.ts',
    cut: "NAMED.has(name) ? value : '…'",
    paste: 'value',
    red: { file: 'packages/checklist/src/journal.test.ts', test: 'of a query only the names' },
  },
  {
    guard: 'a line that has moved is told',
    file: 'packages/checklist/src/refusing-line.ts',
    cut: 'if (found.length !== 1) throw new Error(`${file} has',
    paste: 'if (false) throw new Error(`${file} has',
    red: { file: 'packages/checklist/src/refusing-line.test.ts', test: 'a line that has moved' },
  },
  {
    guard: 'the report has no markup of others',
    file: 'apps/ai-host/web/lab/report.ts',
    cut: 'return value.replaceAll(/\\s+/g',
    paste: 'return value || value.replaceAll(/\\s+/g',
    red: { file: 'apps/ai-host/web/lab/report.test.ts', test: 'what others wrote has no meaning' },
  },
]
