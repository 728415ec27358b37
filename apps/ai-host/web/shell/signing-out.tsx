/** MSAL does not notice when the window is closed, so the person can say so. */
export function SigningOut({ onAbandon }: { onAbandon: () => void }) {
  return (
    <main className="centered">
      <h1 className="visually-hidden">Chain of Trust</h1>
      <span className="spinner spinner-large" aria-hidden="true" />
      <output>Signing out… Your identity provider finishes it in its own window.</output>
      <button type="button" className="button quiet" onClick={onAbandon}>
        I closed that window
      </button>
    </main>
  )
}
