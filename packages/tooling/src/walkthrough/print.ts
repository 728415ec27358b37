/** The ten steps for a terminal. */
import { styleText } from 'node:util'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import type { Step, StepToken } from './steps.ts'
import type { Walk } from './walk.ts'

const ANSWER_LINES = 8
const grey = (text: string): string => styleText('dim', text)

/** @returns lines */
export function printWalk({ steps, audit, answer }: Walk): string[] {
  const done = steps.every(({ ok }) => ok)
  return [
    ...steps.flatMap((step) => ['', ...stepLines(step)]),
    '',
    ...(answer === undefined ? [] : [grey('What the person got:'), ...excerpt(answer), '']),
    ...(audit.length === 0 ? [] : [grey(`Audit records of trace ${audit[0]?.trace_id}:`)]),
    ...audit.map(
      ({ time, service, event, token }) =>
        `  ${time}  ${service.padEnd(14)}  ${event.padEnd(15)}  uti ${short(token?.uti)}${token?.parent_uti ? `  parent ${short(token.parent_uti)}` : ''}`,
    ),
    '',
    grey('Claims of Tokens B and C are taken from the audit records: those tokens never reach the client.'),
    done
      ? styleText('green', 'All ten steps done.')
      : styleText('red', 'The chain was refused; see the step marked ×.'),
  ]
}

function stepLines({ n, title, from, to, ok, ms, checked, token, refusal }: Step): string[] {
  const mark = ok ? styleText('green', '✓') : styleText('red', '×')
  const route = from === to ? from : `${from} → ${to}`
  return [
    `${mark} ${String(n).padStart(2)}. ${styleText('bold', title)}  ${grey(`${route}${ms > 0 ? `, ${ms} ms` : ''}`)}`,
    ...(ok && checked ? [grey(`       checked: ${checked.join(' · ')}`)] : []),
    ...(token ? tokenLines(token) : []),
    ...(refusal && !ok
      ? [`       ${styleText('red', `${refusal.by}: ${refusal.reason}`)}${wireOf(refusal)}`]
      : []),
  ]
}

function wireOf({ status, error }: { status?: number; error?: string }): string {
  const said = [status, error].filter(Boolean).join(' ')
  return said === '' ? '' : grey(` (on the wire: ${said})`)
}

function tokenLines({ name, claims }: StepToken): string[] {
  const { aud, scp, azp, tid, oid, uti, cnf } = claims
  const jkt = typeof cnf === 'object' && cnf !== null && 'jkt' in cnf ? cnf.jkt : 'none (bearer)'
  return [
    `       ${styleText('cyan', `Token ${name}`)}  aud ${named(aud)}  scp ${String(scp)}  azp ${named(azp)}`,
    `                tid ${String(tid)}  oid ${String(oid)}`,
    `                uti ${String(uti)}  cnf.jkt ${String(jkt)}`,
  ]
}

/** A GUID and whose it is. */
function named(appId: unknown): string {
  const name = registrations().applications.find((app) => app.appId === appId)?.name
  return name ? `${String(appId)} (${name})` : String(appId)
}

function excerpt(text: string): string[] {
  const lines = text.trim().split('\n')
  const shown = lines.slice(0, ANSWER_LINES).map((line) => `  ${line}`)
  return lines.length > ANSWER_LINES
    ? [...shown, grey(`  … ${lines.length - ANSWER_LINES} more lines`)]
    : shown
}

function short(uti: string | undefined): string {
  return (uti ?? '').slice(0, 10)
}
