/** `docs/troubleshooting.md`: from what one sees to who can help, made of the tables by which the code decides. */
import { FAILURE_KINDS, FAILURES } from '@chain-of-trust/auth-core/failure'
import { REFUSAL_ADVICE, REFUSALS, type Helper, type RefusalReason } from '@chain-of-trust/auth-core/refusals'
import { startMessages } from './start-messages.ts'

const HELPERS: Readonly<Record<Helper, string>> = {
  user: 'the person',
  administrator: "the tenant's administrator",
  operator: 'whoever runs this system',
  caller: 'whoever wrote the caller',
  nobody: 'nobody: it passes',
}

const INTRODUCTION = `Every refusal has a reason, and the reason is not on the wire: whoever attacks would learn from it. It is in the audit log.

1. **In the chat** the card says what happened, who can help and how. Start there.
2. **Over HTTP**, look up status and \`error\` [below](#by-what-the-wire-says). A 503 passes; anything else repeated unchanged is refused
   again.
3. **In the audit log**: \`npm run audit -- trace ID\`, with the trace id of the answer (\`trace_id\`, or the one in \`traceparent\`) or a
   token's \`uti\`. It names the tier and the [reason](#by-the-reason-in-the-audit-log).
4. **If the authorization server refused**, the record has its AADSTS number: [by its number](#by-the-number-of-entra-id).
5. **If it does not start**, it has said why in one line: [by the message](#when-a-service-does-not-start).

\`npm run doctor -- SERVICE\` compares a service's configuration with its tenant and says what differs, before anything is refused.`

const ELSEWHERE = `## When something else does not work

| symptom | what it is | what helps |
| --- | --- | --- |
| \`npm start\`: \`Another process listens on\` | a system that runs already, or containers | stop that one; \`npm start\` never takes another port |
| \`npm start\`: \`registry answered\` | the first run installs packages | connect once; later runs work offline |
| \`npm test\`: \`The browser tests need Chromium or Chrome\` | none was found, and none could be installed | install it, name it by \`CHROMIUM_PATH\`, or \`npm test -- --no-browser\` |
| \`npm test\`: \`need valkey-server or redis-server\` | the tests of replicas use a real one | install it, or name it by \`REDIS_SERVER_PATH\` |
| the page opens no sign-in window | the browser blocks pop-ups | allow them for this page: a step-up opens one too |
| the page loads, and nothing it asks for arrives | it was opened as \`http://127.0.0.1:4400\` | open \`http://localhost:4400\`: the origin that the services let in, letter by letter |
| everybody is asked to confirm their sign-in at once | Valkey has lost its memory, so no proof from before counts | nothing: it happens once ([replicas.md](replicas.md)) |
| 503 from every service after a start | they do not know yet who was revoked | wait for the issuer to answer ([continuous-access-evaluation.md](continuous-access-evaluation.md)) |
| a local server exits with a number | the launcher refuses to go on | [local-agents.md](local-agents.md#when-something-is-refused) |
| \`npm run audit -- verify\` exits 1 | a log is not as it was written | [audit.md](audit.md#what-verify-says) has each word; keep the files as they are |`

export function troubleshootingPage(root: string, note: string): string {
  const parts = [
    note,
    '# Troubleshooting',
    INTRODUCTION,
    '## By what the wire says',
    table(['status', '`error`', 'reasons it can have'], wireRows()),
    '## By the reason in the audit log',
    table(['reason', 'what happened', 'who can help', 'how', 'asked for by'], reasonRows()),
    'What the mock tenant, the vault’s pages and local servers record besides is in [attacks.md](attacks.md), with the file that refuses.',
    '## By the number of Entra ID',
    'The numbers are for people and logs; the program goes by `error`, `suberror` and `claims` ([errors.md](errors.md)).',
    table(['number', 'what happened', 'who can help', 'how', 'kind'], numberRows()),
    '## When a service does not start',
    'It prints one line for each problem and exits with status 1. `NAME: …` is a variable of [configuration.md](configuration.md), whose ' +
      'value is never printed. Whoever runs this system can help; an ellipsis stands for what varies.',
    table(['message', 'said by'], startRows(root)),
    ELSEWHERE,
  ]
  return `${parts.join('\n\n')}\n`
}

const REASONS = Object.keys(REFUSALS) as RefusalReason[]

function wireRows(): string[][] {
  const groups = Map.groupBy(REASONS, (reason) => {
    const row: { status: number; error?: string } = REFUSALS[reason]
    return JSON.stringify([row.status, row.error ?? ''])
  })
  return [...groups]
    .map(([key, reasons]) => ({ key: JSON.parse(key) as [number, string], reasons }))
    .sort((a, b) => a.key[0] - b.key[0] || a.key[1].localeCompare(b.key[1]))
    .map(({ key: [status, error], reasons }) => [
      String(status),
      error === '' ? '' : `\`${error}\``,
      reasons.map((reason) => `\`${reason}\``).join(', '),
    ])
}

function reasonRows(): string[][] {
  return REASONS.map((reason) => {
    const { happened, actor, how } = REFUSAL_ADVICE[reason]
    return [`\`${reason}\``, happened, HELPERS[actor], how, REFUSALS[reason].standard]
  })
}

function numberRows(): string[][] {
  return FAILURE_KINDS.flatMap((kind) => {
    const { codes, meaning, actor, how } = FAILURES[kind]
    return codes.map((code) => ({
      code,
      cells: [meaning, HELPERS[actor], how, `[\`${kind}\`](errors.md#${kind})`],
    }))
  })
    .sort((a, b) => a.code - b.code)
    .map(({ code, cells }) => [`AADSTS${code}`, ...cells])
}

function startRows(root: string): string[][] {
  const rows = Map.groupBy(startMessages(root), ({ text }) => text)
  return [...rows].map(([text, said]) => [
    text.replaceAll('\n', ' ').replaceAll('`', ''),
    said.map(({ file }) => `\`${file}\``).join(', '),
  ])
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
