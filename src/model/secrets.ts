/** What services say of a request may hold the request, and with it what opens something. */

/**
 * A session token: base64 or percent-encoded base64, several hundred characters without a break. Nothing that a message
 * is read for is so long: ARNs, ids and names are shorter or broken by other characters.
 */
const TOKEN = /[A-Za-z0-9+/=%]{150,}/g;

/** A service's message without session tokens, such as the one in the canonical request in the answer to a wrong signature. */
export function withoutTokens(message: string): string {
  return message.replace(TOKEN, '***');
}
