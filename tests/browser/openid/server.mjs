// A certified OpenID provider in place of Google, for one client. Prints its port once it listens.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const CALENDAR = 'https://www.googleapis.com/auth/calendar.events.readonly';
const EMAIL = 'https://www.googleapis.com/auth/userinfo.email';

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [
      {
        client_id: process.env.CLIENT_ID,
        client_secret: process.env.CLIENT_SECRET,
        redirect_uris: [process.env.REDIRECT_URI],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    cookies: { keys: ['made-up-cookie-key'] },
    pkce: { required: () => true },
    scopes: ['openid', 'offline_access', EMAIL, CALENDAR],
    claims: { openid: ['sub', 'email', 'email_verified'] },
    conformIdTokenClaims: false,
    extraParams: ['access_type'],
    issueRefreshToken: async () => true,
    findAccount: async (_, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: id, email_verified: true }),
    }),
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    request.url = request.url.replace('select_account+', ''); // a prompt that only Google and Microsoft know
    answer(request, response);
  });
  console.log(port);
});
