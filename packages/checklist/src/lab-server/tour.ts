/** Ten attacks for somebody who has half an hour: one for each thing that an attacker would try first. */
export const TOUR: readonly { id: string; name: string; about: string }[] = [
  {
    id: 'chain/token-a-at-the-mcp-server',
    name: 'Pass the token on',
    about:
      "The person's own token is sent to a tool's server as it is, as a proxy without an exchange would do. It was issued for the orchestrator, so its audience gives it away.",
  },
  {
    id: 'claims/app-only-roles',
    name: 'Act as nobody',
    about:
      'A token with application permissions (roles) asks for documents: it would see everybody’s. Nobody delegated anything in it, so it is refused wherever a person is wanted.',
  },
  {
    id: 'dpop/stolen-token',
    name: 'Steal a token',
    about:
      'A token is taken from a log or a memory dump and sent with a proof by the thief’s own key. The token names the key that it is bound to, and this is another one.',
  },
  {
    id: 'dpop/proof-replayed',
    name: 'Record and replay',
    about:
      'A whole request is recorded, token and proof, and sent once more. A proof is good for one request, and the server remembers the ones that it has seen.',
  },
  {
    id: 'forgery/alg-none',
    name: 'Need no signature',
    about:
      'A token is changed at will and says of itself that it is not signed. Which algorithms are accepted is the verifier’s to say, never the token’s.',
  },
  {
    id: 'idp/code-without-verifier',
    name: 'Intercept the sign-in',
    about:
      'An authorization code is caught on its way back to the browser and redeemed elsewhere. Without the secret that the sign-in began with (PKCE) it buys nothing.',
  },
  {
    id: 'step-up/high-risk-tool-without-step-up',
    name: 'Skip the second factor',
    about:
      'A document is to be deleted with a token that has proved a password only. The answer is a claims challenge: the page asks the person, and the same call goes on.',
  },
  {
    id: 'token-vault/person-named-in-the-body',
    name: 'Ask for somebody else’s account',
    about:
      'A server asks the vault for another person’s token and names them in the request. The vault reads whose row it is from the verified token, and from nowhere else.',
  },
  {
    id: 'revocation/token-b-of-a-revoked-session',
    name: 'Use a session that was ended',
    about:
      'An administrator ends a person’s sessions while a token of theirs is good for another hour. An event reaches every tier, and the token is refused from then on.',
  },
  {
    id: 'stdio-handshake/token-in-environment',
    name: 'Put the token in the environment',
    about:
      'A local server is started as most guides say, with the token in a variable, which every program of that person can read. It sees that and refuses to run.',
  },
]
