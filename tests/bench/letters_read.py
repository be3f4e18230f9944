"""What an independent reader finds wrong with a letter as it travelled.

The parser of the message shares no code with the standard library that wrote it, nor does the one of its
HTML: fast-mail-parser (Rust) and html5lib. `faults_in` is given the bytes and the row they were made of.
"""

import re

import fast_mail_parser
import html5lib

# Mail programs cut what is larger (Gmail at 102 KB).
LARGEST = 100_000
# RFC 5322, 2.1.1, without CRLF.
LONGEST_LINE = 998
# What makes a mail program fetch something, or act.
_FETCHING = {
    "img",
    "script",
    "link",
    "iframe",
    "frame",
    "object",
    "embed",
    "video",
    "audio",
    "source",
}
_FETCHING |= {"base", "form", "input", "svg", "picture", "track", "applet"}
_FETCHING_ATTRIBUTES = {"src", "srcset", "background", "poster", "data", "action", "ping"}
_ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted")
# Chinese is compared sign by sign.
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_CHARSET = re.compile(r'charset="?([\w-]+)')
# A label in front of an address, which HTML needs not where it makes a link of the words before it.
_LABELLED = re.compile(r"[^\n:：>*]*[:：]? *https?://\S+")


def faults_in(raw, letter, *, can_be_stopped, attached=(), settings):
    """Return, in words, what is wrong with a letter as it travelled.

    `attached` are the media types of its files; `settings` name the site and the domain.
    """
    mail = fast_mail_parser.parse_email(raw, strict=True)
    tree = fast_mail_parser.parse_email_tree(raw)
    headers = _headers(raw)
    return [
        *_lines(raw),
        *_structure(tree, letter, attached),
        *_headers_wrong(headers, letter, can_be_stopped, settings),
        *_words_wrong(mail, letter),
        *_too_large(raw, tree),
        *(_both_wrong(mail, letter) if mail.text_html else ["it has no HTML"]),
    ]


def _both_wrong(mail, letter):
    yield from _html_wrong(mail.text_html[0], letter.account.language)
    yield from _different(mail.text_plain[0], mail.text_html[0])


def shape(part):
    """Return the tree of media types."""
    return (part.content_type, *map(shape, part.children)) if part.children else part.content_type


def _headers(raw):
    """Return all headers, unfolded, as pairs; names in lower case."""
    block = raw.split(b"\r\n\r\n", 1)[0].decode("ascii")
    lines = re.sub(r"\r\n[ \t]", " ", block).split("\r\n")
    return [
        (name.lower(), value.strip()) for name, _, value in (one.partition(":") for one in lines)
    ]


def _lines(raw):
    lines = raw.split(b"\r\n")
    if any(b"\n" in line or b"\r" in line for line in lines):
        yield "a line that does not end in CRLF"
    if max(map(len, lines)) > LONGEST_LINE:
        yield f"a line of {max(map(len, lines))} bytes"
    if not raw.split(b"\r\n\r\n", 1)[0].isascii():
        yield "headers with bytes beyond ASCII"


def _structure(tree, letter, attached):
    bodies = ["text/plain", "text/html", *(["text/calendar"] if letter.calendar else [])]
    expected = ("multipart/alternative", *bodies)
    if attached:
        expected = ("multipart/mixed", expected, *attached)
    if shape(tree) != expected:
        yield f"its parts are {shape(tree)}, not {expected}"
    for part in fast_mail_parser.walk(tree):
        if part.content_type.startswith("text/"):
            declared = str(part.headers.get("Content-Type", "")).lower()
            right = {"utf-8", "us-ascii"} if part.content.isascii() else {"utf-8"}
            if not right & set(_CHARSET.findall(declared)):
                yield f"{part.content_type} says that it is {declared}"


def _headers_wrong(headers, letter, can_be_stopped, settings):
    values = dict(headers)
    for name in _ONCE:
        count = sum(known == name.lower() for known, _ in headers)
        if count != 1:
            yield f"{name} stands there {count} times"
    if values.get("message-id") != letter.message_id:
        yield f"its Message-ID is {values.get('message-id')}"
    if not letter.message_id.endswith(f"@{settings.MAIL_DOMAIN}>"):
        yield f"its Message-ID is not of our domain: {letter.message_id}"
    if values.get("auto-submitted") not in ("auto-generated", "auto-replied"):
        yield f"Auto-Submitted says {values.get('auto-submitted')}"
    link = values.get("list-unsubscribe", "")
    if can_be_stopped:
        if not re.fullmatch(rf"<{re.escape(settings.SITE_URL)}/[!-~]+>", link):
            yield f"List-Unsubscribe is {link!r}"
        if values.get("list-unsubscribe-post") != "List-Unsubscribe=One-Click":
            yield "no List-Unsubscribe-Post"
    elif link:
        yield "it cannot be switched off, and says it can"


def _words_wrong(mail, letter):
    if mail.subject != letter.subject:
        yield f"its subject is read as {mail.subject!r}"
    if letter.to not in mail.to[0].address:
        yield f"it goes to {mail.to}"
    for name, read, written in (
        ("text", mail.text_plain, letter.text),
        ("HTML", mail.text_html, letter.html),
    ):
        if len(read) != 1 or _same(read[0]) != _same(written):
            yield f"its {name} is read otherwise than it was written"


def _same(text):
    return text.replace("\r\n", "\n").strip()


def _html_wrong(html, language):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    if parser.errors:
        yield f"its HTML is not well-formed: {parser.errors[0]}"
    spoken = root.get("lang", "").lower()
    if spoken != language.lower():
        yield f"its HTML says that it is in {spoken!r}"
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in _FETCHING:
            yield f"its HTML has <{element.tag}>"
        for name, value in element.attrib.items():
            if name in _FETCHING_ATTRIBUTES or name.startswith("on"):
                yield f"its HTML has {name}={value!r}"
            if name == "style":
                yield from _fetching_style(value)
        if element.tag == "style":
            yield from _fetching_style(element.text or "")


def _fetching_style(css):
    if re.search(r"url\(|@import|@font-face", css):
        yield "its style fetches something"


def _different(text, html):
    """Compare what both parts say: the same links, and the same words.

    But for the heading, the greeting, labels of links, and the numbers of a list.
    """
    root = html5lib.parse(html, namespaceHTMLElements=False)
    body = root.find("body")
    links = {one.get("href") for one in body.iter("a") if one.get("href", "").startswith("http")}
    written = set(re.findall(r"https?://[^\s<>]+", text))
    if links - written:
        yield f"only its HTML leads to {sorted(links - written)[0]}"
    if written - links:
        yield f"only its text leads to {sorted(written - links)[0]}"
    heading = _said(" ".join(" ".join(one.itertext()) for one in body.iter("h1")))
    greeting = _said(text.strip().split("\n")[0])
    labels = _said(" ".join(re.sub(r"https?://\S+", "", one) for one in _LABELLED.findall(text)))
    in_html, in_text = _said(" ".join(body.itertext())), _said(text)
    for where, only in (
        ("HTML", in_html - in_text - heading),
        ("text", in_text - in_html - greeting - labels),
    ):
        if only:
            yield f"only its {where} says: {' '.join(sorted(only))}"


def _said(text):
    """Return the words, without addresses and numbers of one figure."""
    words = _WORD.findall(re.sub(r"https?://\S+", "", text).lower())
    return {word for word in words if not (len(word) == 1 and word.isdigit())}


def _too_large(raw, tree):
    files = [part for part in fast_mail_parser.walk(tree) if part.content_type == "application/pdf"]
    # In base64, with its line ends.
    size = len(raw) - sum(len(part.content) * 4 // 3 * 78 // 76 for part in files)
    if size > LARGEST:
        yield f"it weighs {size} bytes"
