import type { ReactNode } from 'react'

interface ExternalLinkProps {
  href: string | undefined
  children: ReactNode
}

/** A link of the model's. Its text may say anything, so where it leads stands beside it. */
export function ExternalLink({ href, children }: ExternalLinkProps) {
  if (href === undefined || !URL.canParse(href)) return <>{children}</>
  const { protocol, host, pathname } = new URL(href)
  const target = protocol === 'mailto:' ? pathname : host
  const says = typeof children === 'string' && children.includes(target)
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
      {!says && <span className="link-host"> ({target})</span>}
    </a>
  )
}
