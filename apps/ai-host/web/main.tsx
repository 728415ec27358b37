import './no-eval.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createAuth } from './auth/auth.ts'
import { loadPageConfig } from './page-config.ts'
import { App } from './shell/app.tsx'
import { BootFailure } from './shell/boot-failure.tsx'
import { Loading } from './shell/loading.tsx'
import './styles/index.css'

const root = createRoot(document.querySelector('#root')!)
root.render(<Loading>Starting…</Loading>)
try {
  const config = await loadPageConfig()
  const auth = await createAuth(config)
  root.render(
    <StrictMode>
      <App auth={auth} rehearsal={config.authorityMetadata !== ''} />
    </StrictMode>,
  )
} catch {
  root.render(<BootFailure />)
}
