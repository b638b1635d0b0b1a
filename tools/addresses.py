"""What in a text is an address: links, pictures, mentions, mail; one set for all who strip them."""

import re

IMAGE = re.compile(r"!\[([^\]\n]*)\]\s?(?:\([^)\n]*\)?|\[[^\]\n]*\])")
LINK = re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)?|\[[^\]\n]*\])")
DEFINED = re.compile(r"^[ \t]*\[[^\]\n]+\]:[ \t]*\S.*$", re.M)
MENTION = re.compile(r"<[!@#][^>\n]*>")
TAG = re.compile(r"<(?:/?[a-z][^>\n]*|!--.*?--)>", re.I | re.S)
ADDRESS = re.compile(
    r"<?(?:\b[a-z][a-z0-9+.-]*:\s?/{1,}|\bwww\.|\b(?:mailto|javascript|data|tel|file):(?=\S)"
    r"|(?<![:\w])//(?=\w))[^\s<>|)\]\"']*(?:\|[^<>\n]*)?>?",
    re.I,
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
BARE = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    r"(?:com|net|org|io|dev|co|ai|app|xyz|ru|cn|info|biz|me|link|site|online|top|click|de|uk|eu|"
    r"example|test|gov|edu|sh|ly|gg|to|zip|mov)\b(?:[:/?#][^\s<>|)\]\"']*)?",
    re.I,
)
"""A host without a scheme; a company may be called like one ("Booking.com")."""
PATHED = re.compile(r"(?<![\w.-])(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?/[^\s<>]*")
"""A host without a scheme and with a path, which no company is called."""
QUOTED = (IMAGE, LINK, MENTION, ADDRESS, EMAIL, PATHED)
"""What has no place in somebody's words."""
