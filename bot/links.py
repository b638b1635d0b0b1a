"""Takes links, pictures and mentions out of a text that a model wrote.

Steward's answers have none: one that a model writes comes from what somebody planted, and would
carry data away when it is clicked or fetched.
"""

from collections.abc import Collection

from tools.addresses import ADDRESS, BARE, DEFINED, EMAIL, IMAGE, LINK, MENTION, TAG

GONE = "…"


def without_links(text: str, names: Collection[str] = ()) -> str:
    """The text without addresses, pictures, HTML and mentions; labels stay.

    `names` are what may look like an address and stays: a company called like a domain
    ("Booking.com"), the e-mail address of a record.
    """
    known = {name.casefold() for name in names}
    text = DEFINED.sub("", text)
    for pattern in (IMAGE, LINK):
        # A label may hold another link.
        while (changed := pattern.sub(r"\1", text)) != text:
            text = changed
    text = ADDRESS.sub(GONE, MENTION.sub("", text))
    text = TAG.sub("", text)
    for pattern in (EMAIL, BARE):
        text = pattern.sub(lambda found: found[0] if found[0].casefold() in known else GONE, text)
    # What was taken out may have left the two halves of a link side by side.
    return text.replace("](", "] (")
