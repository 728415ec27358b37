import { CopyButton } from '../../failure/copy-button.tsx'
import { Icon } from '../../shell/icon.tsx'
import { nameOf } from '../record/party.ts'
import type { Refused } from '../record/refusal-of.ts'

/** A refusal: why, by which clause, and the way out. */
export function RefusedPanel({ refused }: { refused: Refused }) {
  const { by, reason, status, error, clause, happened, who, how, correlationId } = refused
  const wire = [status, error].filter((part) => part !== undefined).join(' ')
  return (
    <section className="refusal" data-testid="refused-here" aria-label={`Refused by ${nameOf(by)}`}>
      <Icon name="refused" />
      <div>
        <p>{happened}</p>
        <dl className="facts">
          <dt>Refused by</dt>
          <dd>{nameOf(by)}</dd>
          <dt>Reason</dt>
          <dd>
            <code>{reason}</code>
          </dd>
          {wire !== '' && (
            <>
              <dt>On the wire</dt>
              <dd>
                <code>{wire}</code>
              </dd>
            </>
          )}
          {clause !== undefined && (
            <>
              <dt>Clause</dt>
              <dd>{clause}</dd>
            </>
          )}
          <dt>Who can fix it</dt>
          <dd>{who}</dd>
          <dt>Way out</dt>
          <dd>{how}</dd>
          {correlationId !== undefined && (
            <>
              <dt>For support</dt>
              <dd>
                <code>{correlationId}</code> <CopyButton text={correlationId} what="correlation id" />
              </dd>
            </>
          )}
        </dl>
      </div>
    </section>
  )
}
