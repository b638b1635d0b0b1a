"""Takes links, pictures and mentions out of a text that a model wrote.

Steward's answers have none: one that a model writes comes from what somebody planted, and would
carry data away when it is clicked or fetched.
"""

import re
from collections.abc import Collection

GONE = "…"
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\s?(?:\([^)\n]*\)?|\[[^\]\n]*\])")
_LINK = re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)?|\[[^\]\n]*\])")
_DEFINED = re.compile(r"^[ \t]*\[[^\]\n]+\]:[ \t]*\S.*$", re.M)
_MENTION = re.compile(r"<[!@#][^>\n]*>")
_TAG = re.compile(r"<(?:/?[a-z][^>\n]*|!--.*?--)>", re.I | re.S)
_ADDRESS = re.compile(
    r"<?(?:\b[a-z][a-z0-9+.-]*:\s?/{1,}|\bwww\.|\b(?:mailto|javascript|data|tel|file):(?=\S)"
    r"|(?<![:\w])//(?=\w))[^\s<>|)\]\"']*(?:\|[^<>\n]*)?>?",
    re.I,
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BARE = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    r"(?:com|net|org|io|dev|co|ai|app|xyz|ru|cn|info|biz|me|link|site|online|top|click|de|uk|eu|"
    r"example|test|gov|edu|sh|ly|gg|to|zip|mov)\b(?:[:/?#][^\s<>|)\]\"']*)?",
    re.I,
)


def without_links(text: str, names: Collection[str] = ()) -> str:
    """The text without addresses, pictures, HTML and mentions; labels stay.

    `names` are what may look like an address and stays: a company called like a domain
    ("Booking.com"), the e-mail address of a record.
    """
    known = {name.casefold() for name in names}
    text = _DEFINED.sub("", text)
    for pattern in (_IMAGE, _LINK):
        # A label may hold another link.
        while (changed := pattern.sub(r"\1", text)) != text:
            text = changed
    text = _ADDRESS.sub(GONE, _MENTION.sub("", text))
    text = _TAG.sub("", text)
    for pattern in (_EMAIL, _BARE):
        text = pattern.sub(lambda found: found[0] if found[0].casefold() in known else GONE, text)
    # What was taken out may have left the two halves of a link side by side.
    return text.replace("](", "] (")
