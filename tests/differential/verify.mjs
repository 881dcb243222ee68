// The parsers and link extractors of Node and npm. See README.md.
//
// Arguments: the hosts (a line each, `.host` for all names below it), the folder with node_modules.
// Standard input and output: as verify.py.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { parse as legacyParse } from 'node:url';

const [hostsFile, modules] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const whatwg = require('whatwg-url');
const UrlParse = require('url-parse');
const uriJs = require('uri-js');
const URI = require('urijs');
const fastUri = require('fast-uri');
const tldts = require('tldts');
const tlds = require('tlds');
const LinkifyIt = require('linkify-it');
const linkifyjs = require('linkifyjs');
const Autolinker = require('autolinker');
const { marked } = require('marked');

const knownTlds = new Set(tlds.map((tld) => hostOfUrl(`https://a.${tld}`).slice(2)));
const listed = new Set(readFileSync(hostsFile, 'utf8').trim().split('\n'));

function isListed(name) {
  const host = name.toLowerCase();
  if (listed.has(host)) return true;
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    if (listed.has(host.slice(dot))) return true;
  }
  return false;
}

/**
 * True where the host may be somebody's: a name under a top-level domain that there is, or an IPv4 address.
 *
 * Asked only of what extractors find: `index.html` is no host, nor is `a.cn&x=1`, the start of a parameter.
 */
function canExist(name) {
  const host = hostOfUrl(`https://${name}`).replace(/\.$/, '');
  const [owner, tld] = host.split('.').slice(-2);
  return (knownTlds.has(tld) && /^[\w-]+$/.test(owner)) || /^\d+(\.\d+){3}$/.test(host);
}

// ---- parsers: text → [scheme, user, host, port]; an exception where they refuse it

const ofUrl = (url) => [url.protocol, url.username + url.password, url.hostname, url.port];
const ofUri = (uri) => [uri.scheme, uri.userinfo, uri.host, uri.port];

const parsers = {
  'Node URL': (text) => ofUrl(new URL(text)),
  'Node url.parse': (text) => {
    const url = legacyParse(text);
    return [url.protocol, url.auth, url.hostname, url.port];
  },
  'npm whatwg-url': (text) => ofUrl(new whatwg.URL(text)),
  'npm url-parse': (text) => ofUrl(new UrlParse(text)),
  'npm uri-js': (text) => ofUri(uriJs.parse(text)),
  'npm uri-js (iri)': (text) => ofUri(uriJs.parse(text, { iri: true })),
  'npm fast-uri': (text) => ofUri(fastUri.parse(text)),
  'npm urijs': (text) => {
    const uri = new URI(text);
    return [uri.protocol(), uri.userinfo(), uri.hostname(), uri.port()];
  },
  'npm tldts': (text) => [null, null, tldts.parse(text).hostname, null],
};

/** The class of a disagreement and the host; `['', null]` where the parser sees no host. */
function seenByParser(parse, text) {
  let seen;
  try {
    seen = parse(text);
  } catch {
    return ['', null]; // it refuses the text: nobody is led anywhere
  }
  const [scheme, user, host, port] = seen;
  if (!host) return ['', null];
  if (!isListed(host)) return ['host', host];
  if (scheme && scheme.trim().toLowerCase().replace(':', '') !== 'https') return ['scheme', host];
  if (port && String(port) !== '443') return ['port', host];
  return [user ? 'user' : '', host];
}

// ---- what an official server may be told to open next

const next = /(url|uri|link|redirect|redir|goto|return|back|next|target|service|forward|continue)$/i;

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hostOfUrl(text, base) {
  try {
    return new URL(text, base).hostname;
  } catch {
    return '';
  }
}

/** Addresses in the path and in the parameters, in each layer of percent-encoding. */
function hostsOfValues(text) {
  const found = [];
  const tail = /^\s*https:\/\/[^/?#]*(.*)/is.exec(text)?.[1] ?? '';
  for (const field of tail.split(/[?&;#]/)) {
    const at = field.indexOf('=');
    const name = decoded(field.slice(0, Math.max(at, 0)));
    let layer = field.slice(at + 1);
    for (let depth = 0; depth < 7; depth += 1) {
      for (const mark of layer.matchAll(/https?:|[/\\]{2}/gi)) {
        const target = layer.slice(mark.index);
        found.push(hostOfUrl(target), hostOfUrl(target, text));
      }
      if (at >= 0 && next.test(name)) found.push(hostOfUrl(layer), hostOfUrl(layer, text));
      const inside = decoded(layer);
      if (inside === layer) break;
      layer = inside;
    }
  }
  return found;
}

// ---- link extractors: text → hosts

/** The hosts of a link that was found as `raw`; of an e-mail address the host behind the `@`. */
function hostsOf(link, raw) {
  let hosts;
  if (/^mailto:/i.test(link)) {
    hosts = [decoded(link).split('@').pop().split(/[?/:]/)[0]];
  } else {
    const authority = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)/i.exec(link)?.[1] ?? '';
    const plain = authority.split('@').pop().replace(/:\d*$/, '');
    hosts = [plain, hostOfUrl(link.startsWith('//') ? `https:${link}` : link)];
  }
  return hosts.filter((host) => canExist(host) || (raw.includes('//') && /^[\p{L}\p{N}._-]+$/u.test(host)));
}

const linkify = new LinkifyIt();
const linkifyAll = new LinkifyIt({}, { fuzzyLink: true, fuzzyEmail: true, fuzzyIP: true }).tlds(tlds);
const autolinker = { urls: { schemeMatches: true, tldMatches: true, ipV4Matches: true }, email: true };

function hostsOfMarkdown(text) {
  const found = [];
  marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type === 'link' || token.type === 'image') found.push(...hostsOf(token.href, token.raw));
  });
  return found;
}

const extractors = {
  'npm linkify-it': (text) => (linkify.match(text) ?? []).flatMap((found) => hostsOf(found.url, found.raw)),
  'npm linkify-it (all TLDs, IP)': (text) =>
    (linkifyAll.match(text) ?? []).flatMap((found) => hostsOf(found.url, found.raw)),
  'npm linkifyjs': (text) => linkifyjs.find(text).flatMap((found) => hostsOf(found.href, found.value)),
  'npm autolinker': (text) =>
    Autolinker.parse(text, autolinker).flatMap((found) => hostsOf(found.getAnchorHref(), found.getMatchedText())),
  'npm marked (GFM)': hostsOfMarkdown,
  'inner addresses, Node URL': hostsOfValues,
};

// ----

const noHost = Object.fromEntries([...Object.keys(parsers), ...Object.keys(extractors)].map((name) => [name, 0]));
let checked = 0;
let lines = [];

function tell(line) {
  lines.push(JSON.stringify(line));
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const text = JSON.parse(line);
  checked += 1;
  for (const [parser, parse] of Object.entries(parsers)) {
    const [what, host] = seenByParser(parse, text);
    if (host === null) noHost[parser] += 1;
    if (what) tell({ parser, class: what, host, text });
  }
  for (const [parser, extract] of Object.entries(extractors)) {
    const hosts = extract(text).filter(Boolean);
    if (hosts.length === 0) noHost[parser] += 1;
    const host = hosts.find((name) => !isListed(name));
    if (host !== undefined) tell({ parser, class: 'link', host, text });
  }
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  lines = [];
}
for (const [parser, count] of Object.entries(noHost)) tell({ parser, checked, no_host: count });
process.stdout.write(`${lines.join('\n')}\n`);
