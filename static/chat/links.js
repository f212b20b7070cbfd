/**
 * Which addresses in a message become links, and what is shown of them: as
 * `chat/articles/links.py` decides for articles. Our own pages for customers, the sites that the
 * bank allows over TLS, and service numbers; all else stays text.
 */
import { BASE } from "./base.js";

const SITES = (document.documentElement.dataset.linkSites ?? "").split(" ").filter(Boolean);
// Written out in ASCII: what follows in Hangul is a particle. No name or password before the host.
const ADDRESS_SOURCE =
  "(?<![\\w@./:-])(?:https?://|(?=www\\.))[a-z0-9-]+(?:\\.[a-z0-9-]+)*(?::\\d{1,5})?" +
  "(?![a-z0-9@\\\\-]|[.:][a-z0-9])(?:[/?#][a-z0-9\\-._~:/?#\\[\\]@!$&'()+,;=%]*)?";
export const ADDRESS = new RegExp(ADDRESS_SOURCE, "i");
const PARTS = /^(?<scheme>https?:\/\/)?(?<host>[^/?#:]+)(?<port>:\d+)?(?<rest>.*)$/i;
// A Korean service number (1500-0000), or one as dialled from abroad (+82-2-…).
const PHONE_SOURCE =
  "(?<![\\w:/+-])(?:1[568]\\d{2}-\\d{4}|\\+82-\\d{1,2}-\\d{3,4}-\\d{4})(?![\\w-])";
export const PHONE = new RegExp(PHONE_SOURCE);
const OWN_PAGE = /^\/(?:articles\/[a-z0-9-]+\/(?:ko|en)\/\d{1,9})?(?:#p\d{1,4})?$/;

/** The link of an address that may be followed, { href, rel, host }; null: it stays text. */
export function linkTo(address) {
  const own = ownPage(address);
  if (own) return own;
  const number = address.replace(/^tel:/, "");
  if (isWhole(PHONE_SOURCE, "", number)) return { href: `tel:${number}`, rel: "", host: "" };
  if (!isWhole(ADDRESS_SOURCE, "i", address)) return null;
  const { scheme = "", host, port, rest } = /** @type {any} */ (PARTS.exec(address)).groups;
  const name = host.toLowerCase();
  if (name === location.hostname) return ownPage(rest.startsWith("/") ? rest : `/${rest}`);
  if (scheme.toLowerCase() === "http://" || port || !SITES.some((site) => isAt(name, site))) return null;
  const href = scheme ? address : `https://${address}`;
  return { href, rel: "noopener noreferrer nofollow", host: name };
}

/** A page of ours for customers, written with the base that we begin at or without it. */
function ownPage(path) {
  const below = path.startsWith(BASE) ? path.slice(BASE.length - 1) : path;
  return OWN_PAGE.test(below) ? { href: BASE + below.slice(1), rel: "noopener", host: "" } : null;
}

const isWhole = (source, flags, text) => new RegExp(`^(?:${source})$`, flags).test(text);

const isAt = (host, site) =>
  site.startsWith(".") ? host === site.slice(1) || host.endsWith(site) : host === site;

/** Without what belongs to the sentence around it: its full stop, the bracket it stands in. */
export function trimmed(address) {
  let end = address.length;
  while (/[.,;:!?']/.test(address[end - 1]) || !isBalanced(address.slice(0, end))) end -= 1;
  return address.slice(0, end);
}

function isBalanced(address) {
  const count = (sign) => address.split(sign).length;
  const isOpen = count("(") >= count(")") && count("[") >= count("]");
  return isOpen || !/[)\]]$/.test(address);
}

/** What is read where a link has a label: never another address than it leads to. */
export function shownOf(label, address, link) {
  if (!label.trim() || label === address) return address;
  if (!link) return `${label} (${address})`;
  if (link.href.startsWith("tel:")) return numberedLabel(label, link.href.slice("tel:".length));
  const named = ADDRESS.exec(label);
  if (!named) return link.host ? `${label} (${link.host})` : label;
  const other = linkTo(trimmed(named[0]));
  return other && link.host && other.host === link.host ? label : address;
}

function numberedLabel(label, number) {
  const numbers = label.match(new RegExp(PHONE_SOURCE, "g")) ?? [];
  if (!numbers.length) return `${label} (${number})`;
  return numbers.length === 1 && numbers[0] === number ? label : number;
}
