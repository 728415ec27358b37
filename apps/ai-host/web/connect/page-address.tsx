import { CopyButton } from '../failure/copy-button.tsx'
import type { ConnectPage } from './connect-page.ts'

/** The whole address, with the host that counts in bold: what is hidden cannot be agreed to. */
export function PageAddress({ page: { scheme, host, rest, href, disguised } }: { page: ConnectPage }) {
  return (
    <div className="page-address">
      <p>
        Opens the token vault at <strong>{host}</strong>
      </p>
      <p>
        <code data-testid="connect-url">
          <span>{scheme}</span>
          <strong>{host}</strong>
          <span>{rest}</span>
        </code>{' '}
        <CopyButton text={href} what="address" />
      </p>
      {disguised && (
        <p className="trouble">
          <strong>Look twice.</strong> This name holds letters that can look like others. Open it only if you
          know it.
        </p>
      )}
    </div>
  )
}
