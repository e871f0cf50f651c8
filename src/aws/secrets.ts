/** What services say of a request may hold the request, and with it what opens something. */

/**
 * A session token: base64 or percent-encoded base64, several hundred characters without a break. Nothing that a message
 * is read for is so long: ARNs, ids and names are shorter or broken by other characters.
 */
const TOKEN = /[A-Za-z0-9+/=%]{150,}/g;

/** More than any message says; expressions over megabytes overflow the stack. */
const LONGEST = 16_384;

/**
 * A service's message without session tokens, such as the one in the canonical request in the answer to a wrong
 * signature; of a message of megabytes the beginning.
 */
export function withoutTokens(message: string): string {
  if (message.length <= LONGEST) return message.replace(TOKEN, '***');
  const beginning = message.slice(0, LONGEST).replace(TOKEN, '***');
  return `${beginning.replace(/[A-Za-z0-9+/=%]+$/, '')}…`; // what is cut may be the beginning of a token
}
