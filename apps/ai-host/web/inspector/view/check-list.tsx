import { Icon } from '../../shell/icon.tsx'
import { verificationOf, type Verdict } from '../record/checks.ts'
import type { Hop } from '../record/hop.ts'
import { nameOf } from '../record/party.ts'

const VERDICTS: Record<Verdict, string> = { passed: 'passed', failed: 'failed', not_said: 'not said' }
const ICONS = { passed: 'check', failed: 'refused', not_said: 'clock' } as const

/** Who verified what, by the names of the checks. */
export function CheckList({ hops, position }: { hops: readonly Hop[]; position: number }) {
  const shown = hops.slice(0, position).flatMap(({ key, record }) => {
    const verification = verificationOf(record)
    return verification === undefined ? [] : [{ key, ...verification }]
  })
  if (shown.length === 0) return <p className="hint">Nobody has verified anything yet.</p>
  return (
    <div className="verifications">
      {shown.map(({ key, by, token, checks }) => {
        const failed = checks.some(({ verdict }) => verdict === 'failed')
        const passed = checks.filter(({ verdict }) => verdict === 'passed').length
        return (
          <details key={key} open={failed} className={failed ? 'check-failed' : ''}>
            <summary>
              <strong>{nameOf(by)}</strong>
              {token !== undefined && `, Token ${token}`}
              <span className="hint">
                {passed} of {checks.length} passed
              </span>
            </summary>
            <ul>
              {checks.map(({ name, against, clause, verdict }) => (
                <li key={name} className={`check-${verdict}`}>
                  <Icon name={ICONS[verdict]} />
                  <span>
                    {name} <span className="hint">keeps out {against}</span>
                  </span>
                  <span className="hint">
                    {VERDICTS[verdict]} · {clause}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        )
      })}
    </div>
  )
}
