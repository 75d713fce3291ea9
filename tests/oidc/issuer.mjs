// An OpenID provider for tests. The first line of its input configures it, each further one changes that:
// {"packages": …, "issuer": …, "keys": {"keys": […]}, "algorithm": …, "clients": […], "accounts": {…}}
// It answers each line with one of its own. When its input ends, so does it.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => {
  const { value, done } = await lines.next();
  return done ? undefined : JSON.parse(value);
};

let configured = await next();
const { Provider } = createRequire(`${configured.packages}/`)('oidc-provider');

const claimsOf = (id) => ({ sub: id, ...configured.accounts[id] });

async function grantAll(ctx) {
  const grant = new ctx.oidc.provider.Grant({ accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId });
  grant.addOIDCScope('openid profile groups');
  await grant.save();
  return grant;
}

function answering() {
  const provider = new Provider(configured.issuer, {
    jwks: configured.keys,
    clients: configured.clients.map((client) => ({ ...client, id_token_signed_response_alg: configured.algorithm })),
    clientDefaults: { id_token_signed_response_alg: configured.algorithm },
    claims: { openid: ['sub'], profile: ['preferred_username'], groups: ['groups'] },
    conformIdTokenClaims: !configured.claims_in_token,
    findAccount: (_, id) => (id in configured.accounts ? { accountId: id, claims: () => claimsOf(id) } : undefined),
    loadExistingGrant: grantAll,
    cookies: { keys: ['a key for tests alone'] },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256'] },
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    ttl: { IdToken: 600, AccessToken: 600, Session: 3600, Interaction: 600, Grant: 3600 },
  });
  provider.proxy = true;
  return provider.callback();
}

let answer = answering();
const server = createServer((request, response) => answer(request, response));
server.listen(0, '127.0.0.1', async () => {
  console.log(`port ${server.address().port}`);
  for (let change = await next(); change !== undefined; change = await next()) {
    configured = { ...configured, ...change };
    answer = answering();
    console.log('changed');
  }
  process.exit();
});
