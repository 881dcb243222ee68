"""The parsers and link extractors of Python, and some that are written out here. See README.md.

Arguments: the hosts (a line each, `.host` for all names below it), the list of top-level domains (JSON).
Standard input: texts that yanma calls safe, a JSON string a line. Standard output: for each text and parser that sees
something else, `{"parser", "class", "host", "text"}`; at last, for each parser, `{"parser", "checked", "no_host"}`.
"""

import ctypes
import html
import ipaddress
import json
import re
import sys
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import bleach.linkifier
import django.conf
import furl
import httpx
import hyperlink
import linkify_it
import linkify_it.tlds
import pycurl
import rfc3986
import tldextract
import urllib3.util
import yarl
from django.utils.html import urlize

LISTED = set(Path(sys.argv[1]).read_text("utf-8").split())
TLDS = {tld.lower() for tld in json.loads(Path(sys.argv[2]).read_text("utf-8"))}
TLDS |= {tld.encode("idna").decode() for tld in TLDS}


def is_listed(host):
    host = host.lower()
    return host in LISTED or any(host[dot:] in LISTED for dot, c in enumerate(host) if c == ".")


def can_exist(host):
    """True where the host may be somebody's: a name under a top-level domain that there is, or an IPv4 address.

    Asked only of what extractors find: `index.html` is no host, nor is `a.cn&x=1`, the start of a parameter.
    """
    parts = host.lower().rstrip(".").split(".")
    if "" in parts or len(parts) < 2 or not re.fullmatch(r"[\w-]+", parts[-2]):
        return False
    is_ipv4 = len(parts) == 4 and all(part.isdecimal() and int(part) < 256 for part in parts)
    return parts[-1] in TLDS or is_ipv4


# ---- parsers: text → (scheme, user, host, port); an exception where they refuse it --------------------------------


def of_urllib(text):
    url = urlsplit(text)
    return url.scheme, url.username, url.hostname, url.port


def of_urllib3(text):
    url = urllib3.util.parse_url(text)
    return url.scheme, url.auth, url.host, url.port


def of_rfc3986(text):
    url = rfc3986.iri_reference(text).encode()
    parts = url.authority_info() if url.authority else {}
    return url.scheme, parts.get("userinfo"), parts.get("host"), parts.get("port")


def of_yarl(text):
    url = yarl.URL(text)
    return url.scheme, url.user, url.host, url.explicit_port


def of_furl(text):
    url = furl.furl(text)
    return url.scheme, url.username, url.host, url.port


def of_hyperlink(text):
    url = hyperlink.parse(text)
    return url.scheme, "".join(url.userinfo), url.host, url.port


def of_httpx(text):
    url = httpx.URL(text)
    return url.scheme, url.userinfo, url.host, url.port


without_network = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def of_tldextract(text):
    return None, None, without_network(text).fqdn, None


site_packages = next(path for path in Path(pycurl.__file__).parents if path.name == "site-packages")
libcurl = ctypes.CDLL(next(site_packages.glob("pycurl.libs/libcurl*")).as_posix())
libcurl.curl_url.restype = ctypes.c_void_p
libcurl.curl_url_cleanup.argtypes = [ctypes.c_void_p]
libcurl.curl_url_set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
libcurl.curl_url_get.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_char_p), ctypes.c_uint]
URL, SCHEME, USER, HOST, PORT = 0, 1, 2, 5, 6  # CURLUPart of curl/urlapi.h


def of_libcurl(text):
    handle = libcurl.curl_url()
    try:
        if libcurl.curl_url_set(handle, URL, text.encode(), 0):
            raise ValueError

        def part(which):
            value = ctypes.c_char_p()
            return None if libcurl.curl_url_get(handle, which, ctypes.byref(value), 0) else value.value.decode()

        return part(SCHEME), part(USER), part(HOST), part(PORT)
    finally:
        libcurl.curl_url_cleanup(handle)


PARSERS = {
    "Python urllib": of_urllib,
    "Python urllib3": of_urllib3,
    "Python rfc3986": of_rfc3986,
    "Python yarl": of_yarl,
    "Python furl": of_furl,
    "Python hyperlink": of_hyperlink,
    "Python httpx": of_httpx,
    "Python tldextract": of_tldextract,
    "libcurl": of_libcurl,
}


def counts(host, label):
    """True where a found link leads somewhere; one with `//` does so also to a host of the hall's own network."""
    return can_exist(host) or ("//" in label and re.fullmatch(r"[\w.-]+", host) is not None)


def seen_by_parser(parse, text):
    """The class of a disagreement and the host; `("", None)` where the parser sees no host."""
    try:
        scheme, user, host, port = parse(text)
    except Exception:  # it refuses the text: nobody is led anywhere
        return "", None
    if not host:
        return "", None
    if not is_listed(host):
        return "host", host
    if scheme and scheme.strip().lower() != "https":
        return "scheme", host
    if port and str(port) != "443":
        return "port", host
    return ("user", host) if user else ("", host)


def hosts_of_naive_parsers(text):
    """Parsers as people write them: the host ends at other characters, and the first or the last `@` counts."""
    rest = text.strip().partition("//")[2]
    for ends in ("/", "/?", "/?#", "/?#\\", "/?#\\;&"):
        authority = re.split("[" + re.escape(ends) + "]", rest, maxsplit=1)[0]
        for at in (authority.partition("@")[2] or authority, authority.rpartition("@")[2]):
            for host in (at.partition(":")[0], at.rpartition(":")[0] or at):
                yield host, can_exist(host)


# ---- what an official server may be told to open next ------------------------------------------------------------

NEXT = re.compile(r"(url|uri|link|redirect|redir|goto|return|back|next|target|service|forward|continue)$", re.I)
MARK = re.compile(r"https?:|[/\\]{2}", re.I | re.A)
SCHEME_OF = re.compile(r"\s*([a-z][a-z0-9+.-]*):(?!\d)", re.I | re.A)


def hosts_of_values(text):
    """Addresses in the path and in the parameters, in each layer of percent-encoding."""
    text = text.strip()
    tail = re.match(r"https://[^/?#]*(.*)", text, re.I | re.S)
    for field in re.split("[?&;#]", tail[1] if tail else ""):
        name, is_pair, value = field.partition("=")
        layer = value if is_pair else field
        for _ in range(7):
            for mark in MARK.finditer(layer):
                target = layer[mark.start() :]
                for url in (target, urljoin(text, target), target.replace("\\", "/")):
                    yield host_of(url), True
            scheme = SCHEME_OF.match(layer)
            if scheme and is_pair and scheme[1].lower() != "https":
                yield layer, True
            if is_pair and NEXT.search(unquote(name)) and not layer.startswith("/"):
                authority = re.split(r"[/?#\\:]", layer)[0]
                host = authority.rpartition("@")[2]
                yield host, "." in host and "%" not in authority and can_exist(host)
            if layer == (layer := unquote(layer)):
                break


# ---- link extractors: text → (host, whether it leads somewhere) … ------------------------------------------


def host_of(link):
    """The host of a link that was found; for an e-mail address the host behind the `@`."""
    if link.lower().startswith("mailto:"):
        return re.split("[?/:]", unquote(link).rpartition("@")[2])[0]
    authority = re.match(r"(?:[a-z][a-z0-9+.-]*:)?//([^/?#]*)", link, re.I)
    if not authority:
        return ""
    host = authority[1].rpartition("@")[2]
    return re.sub(r":\d*$", "", host)


linkify = linkify_it.LinkifyIt(options={"fuzzy_link": True, "fuzzy_email": True, "fuzzy_ip": True})
linkify.tlds(sorted(TLDS))


def links_of_linkify_it(text):
    links = [(host_of(found.url), found.raw) for found in linkify.match(text) or []]
    return [(host, counts(host, raw)) for host, raw in links]


def links_of_bleach(text):
    found = []

    def note(attrs, new=False):
        host = host_of(attrs[(None, "href")])
        found.append((host, counts(host, attrs["_text"])))
        return attrs

    bleach.linkifier.Linker(callbacks=[note], parse_email=True, url_re=BLEACH_URL).linkify(text)
    return found


BLEACH_URL = bleach.linkifier.build_url_re(tlds=sorted(TLDS, reverse=True))

django.conf.settings.configure(URLIZE_ASSUME_HTTPS=True)


def links_of_urlize(text):
    links = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)', urlize(text))
    found = [(unquote(host_of(html.unescape(href))), label) for href, label in links]
    return [(host, counts(host, label)) for host, label in found]


class Android:
    """In the style of Android's Patterns: international labels, any top-level domain, a path behind `/` or `?`."""

    IPV4 = r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)"
    USER = r"(?:[\w$.+!*'(),;?&=-]|%[0-9a-f]{2}){1,64}(?::(?:[\w$.+!*'(),;?&=-]|%[0-9a-f]{2}){1,25})?@"
    # The letters of RFC 3987, and the same without Chinese ones, as some Chinese makers have it.
    UCS = "\u00a1-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u2fff\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000efffd"
    UCS_BUT_CHINESE = "\u00a1-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u2fff\u3001-\u33ff\ua000-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"

    def __init__(self, letters, path, *, strict):
        letter = "a-zA-Z0-9" + letters
        label = f"[{letter}](?:[{letter}_-]{{0,61}}[{letter}])?"
        tlds = "|".join(sorted(map(re.escape, TLDS), key=len, reverse=True))
        tld = f"(?:{tlds})" if strict else rf"(?:xn--[\w-]{{0,58}}\w|[a-zA-Z{letters}]{{2,63}})"
        name = rf"(?:{label}\.)+{tld}|{self.IPV4}"
        tail = rf"(?::\d{{1,5}})?(?:{path.replace('LETTER', letter)})?(?:\b|$)"
        scheme = rf"(?:https?|rtsp|ftp)://(?:{self.USER})?"
        if strict:
            some_name = f"[{letter}](?:[{letter}_.-]*[{letter}])?"
            patterns = rf"(?:{scheme})(?P<a>{some_name}){tail}|\b(?<!://)(?P<b>{name}){tail}"
        else:
            patterns = rf"(?P<a>(?:{scheme})?)(?P<b>{name}){tail}"
        self.pattern = re.compile(patterns, re.I)

    def __call__(self, text):
        for found in self.pattern.finditer(text):
            host = found["b"] or found["a"]
            yield host, can_exist(host)


ANDROID_PATH = r"[/?](?:[LETTER;/?:@&=#~\-.+!*'(),_$]|%[0-9a-f]{2})*"
OLD_ANDROID_PATH = r"/(?:[LETTER;/?:@&=#~\-.+!*'()_]|,[LETTER]|%[0-9a-f]{2})*"


class Cut:
    """A program that knows which characters a link has, ends it at any other, and looks for the next one behind."""

    def __init__(self, link_chars):
        self.words = re.compile(f"[{link_chars}]+", re.A)

    def __call__(self, text):
        for word in self.words.findall(text):
            for link in re.findall(r"(?:https?|ftp)://.*", word, re.I):
                host = host_of(link)
                yield host, counts(host, link)
            word = word.lstrip("./:?&=%#_~+!$'()*,;|@-[]{}")
            name = re.match(r"(?:[^/?#]*@)?([\w.-]*)", word, re.A)[1].rstrip(".")
            yield name, can_exist(name)


EXTRACTORS = {
    "Python linkify-it-py": links_of_linkify_it,
    "Python bleach": links_of_bleach,
    "Python Django urlize": links_of_urlize,
    "like Android WEB_URL": Android(Android.UCS, ANDROID_PATH, strict=False),
    "like Android autolink": Android(Android.UCS, ANDROID_PATH, strict=True),
    "like Android, no Chinese": Android(Android.UCS_BUT_CHINESE, OLD_ANDROID_PATH, strict=False),
    "cut at non-ASCII (WeChat)": Cut(r"\x21-\x7e"),
    "cut at non-URI character": Cut(r"\w.~:/?#\[\]@!$&'()*+,;=%-"),
    "cut at all but [-\\w+&@#/%?=~|!:,.;]": Cut(r"\w+&@#/%?=~|!:,.;-"),
    "cut at all but [-\\w./?%&=#:~]": Cut(r"\w./?%&=#:~-"),
    "naive parsers": hosts_of_naive_parsers,
    "inner addresses, urllib": hosts_of_values,
}


def main():
    no_host = dict.fromkeys([*PARSERS, *EXTRACTORS], 0)
    checked = 0

    def tell(parser, what, host, text):
        print(json.dumps({"parser": parser, "class": what, "host": host, "text": text}, ensure_ascii=False))

    for line in sys.stdin:
        text = json.loads(line)
        checked += 1
        for name, parse in PARSERS.items():
            what, host = seen_by_parser(parse, text)
            no_host[name] += host is None
            if what:
                tell(name, what, host, text)
        for name, extract in EXTRACTORS.items():
            found = [(host, leads) for host, leads in extract(text) if host]
            no_host[name] += not found
            bad = next((host for host, leads in found if leads and not is_listed(host)), None)
            if bad:
                tell(name, "link", bad, text)
    for name, count in no_host.items():
        print(json.dumps({"parser": name, "checked": checked, "no_host": count}))


main()
