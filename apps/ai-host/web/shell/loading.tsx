import type { ReactNode } from 'react'

export function Loading({ children }: { children: ReactNode }) {
  return (
    <main className="centered">
      <h1 className="visually-hidden">Chain of Trust</h1>
      <span className="spinner spinner-large" aria-hidden="true" />
      <output>{children}</output>
    </main>
  )
}
