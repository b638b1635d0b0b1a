"""A mail as a file that a mail program opens as a draft, and as plain text."""

from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

from bot.drafting import Drafted
from tools.email import Email


def mail_files(drafted: Drafted) -> Mapping[str, bytes]:
    """The mail as .eml, to be opened, read and sent by a person, and as .txt.

    It has no sender: the program that opens it knows who writes. `X-Unsent` makes it a draft there.
    """
    body = "\n\n".join(
        text for name in ("greeting", "opening", "points", "ask", "closing")
        if (text := drafted.text(name))
    )  # fmt: skip
    subject = " ".join(drafted.text("subject").split())
    to = cast(Email, drafted.draft.view).known.to
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message["X-Unsent"] = "1"
    if to and to.email:
        message["To"] = to.email
    message.set_content(body + "\n")
    addressed = f"To: {to.name.value}\n" if to else ""
    text = f"{addressed}Subject: {subject}\n\n{body}\n"
    return {"eml": message.as_bytes(), "txt": text.encode()}
