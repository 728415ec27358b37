/** `docs/errors.md`: what an authorization server can answer, and what becomes of it, from the code that decides. */
import { relay, REFUSALS, TokenEndpointError, type RefusalReason } from '@chain-of-trust/auth-core'
import {
  FAILURE_KINDS,
  FAILURES,
  type Actor,
  type FailureKind,
  type Remedy,
} from '@chain-of-trust/auth-core/failure'

const ACTORS: Readonly<Record<Actor, string>> = {
  user: 'the person',
  administrator: "the tenant's administrator",
  operator: 'whoever runs this system',
  nobody: 'nobody: it passes',
}

const REMEDIES: Readonly<Record<Remedy, string>> = {
  step_up: 'The claims go to the host, unread; after the proof the same call is made again.',
  sign_in_again: 'The host asks for a new sign-in.',
  ask_consent: 'The host asks for consent to the scopes that the challenge names.',
  use_compliant_device: 'Nothing: the person is told. No proof given at this device helps.',
  contact_administrator: 'Nothing: the person is told whom to ask, and what to quote.',
  retry_later: 'The caller gets `Retry-After`.',
  fix_configuration: 'Nothing: the person is told that it is not their fault.',
}

const INTRODUCTION = `What an authorization server can answer when a tier asks it for the next token, and what becomes of the answer. The kinds are
data (\`packages/auth-core/src/failure-kinds.ts\`); \`packages/auth-core/src/token-endpoint-error.ts\` tells them apart by
\`error\`, \`suberror\` and the presence of \`claims\`; \`packages/auth-core/src/relay.ts\` makes them a refusal. AADSTS numbers
choose between kinds with the same remedy, and decide nothing else ([decision 15](decisions/0015-failures-by-remedy.md)).`

const WIRE = `Each such refusal carries, beside the registered code, who can help:

\`\`\`json
{ "error": "access_denied", "failure": { "kind": "blocked", "remedy": "contact_administrator", "actor": "administrator", "correlation_id": "4f1c…" } }
\`\`\`

The next tier takes the words over where they are of these closed lists and agree with status and challenge, and hands
them on; so the chat says who can help although the refusal came from two tiers below. The audit records of every tier
hold kind and correlation id, and the one of the exchange the AADSTS numbers as well.`

export function errorsPage(note: string): string {
  const overview = [
    '| kind | remedy | who must act | our refusal |',
    '| --- | --- | --- | --- |',
    ...FAILURE_KINDS.map((kind) => {
      const { remedy, actor } = FAILURES[kind]
      return `| [\`${kind}\`](#${kind}) | \`${remedy}\` | ${ACTORS[actor]} | \`${reasonOf(kind)}\` |`
    }),
  ].join('\n')
  const remedies = [
    '| remedy | what the program does |',
    '| --- | --- |',
    ...Object.entries(REMEDIES).map(([remedy, does]) => `| \`${remedy}\` | ${does} |`),
  ].join('\n')
  const parts = [note, '# When a token is refused', INTRODUCTION, overview, WIRE, remedies]
  return `${[...parts, ...FAILURE_KINDS.flatMap(section)].join('\n\n')}\n`
}

function section(kind: FailureKind): string[] {
  const { meaning, answer, codes, remedy, actor, sentence, how } = FAILURES[kind]
  const reason = reasonOf(kind)
  const row: { status: number; error?: string; standard: string } = REFUSALS[reason]
  const rows = [
    ['answered', answer],
    ['seen with', codes.length === 0 ? 'no AADSTS number' : codes.map((code) => `AADSTS${code}`).join(', ')],
    ['remedy', `\`${remedy}\``],
    ['who must act', ACTORS[actor]],
    ['shown', `“${sentence}” “${how}”`],
    ['our caller gets', `\`${reason}\`: ${row.status} \`${row.error}\` (${row.standard})`],
  ]
  return [
    `## \`${kind}\``,
    meaning,
    ['| | |', '| --- | --- |', ...rows.map(([name, text]) => `| ${name} | ${text} |`)].join('\n'),
  ]
}

/** What the relay makes of the kind's own example. */
function reasonOf(kind: FailureKind): RefusalReason {
  const { example }: { example: { error: string; suberror?: string; claims?: true } } = FAILURES[kind]
  const { error, suberror, claims } = example
  const failure = { error, ...(suberror && { suberror }), ...(claims && { claims: '{}' }) }
  return relay(new TokenEndpointError({ status: 400, ...failure })).reason
}
