import { Icon } from './icon.tsx'

/** The page could not get its configuration, or the browser would not keep its key. */
export function BootFailure() {
  return (
    <main className="centered">
      <section className="card failure" role="alert">
        <Icon name="alert" />
        <div>
          <h1>This page cannot start</h1>
          <p>Its configuration did not arrive, or your browser does not let it keep its key.</p>
          <dl className="facts">
            <dt>Who can fix it</dt>
            <dd>You, or whoever runs this system</dd>
            <dt>How</dt>
            <dd>Leave private browsing if you use it, allow this page to store data, then load it again.</dd>
          </dl>
          <button type="button" className="button primary" onClick={() => location.reload()}>
            Load again
          </button>
        </div>
      </section>
    </main>
  )
}
