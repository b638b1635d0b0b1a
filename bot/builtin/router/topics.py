"""What a question about talk is about: its topic without its frame, whose words, in what."""

import re

from bot.builtin.router import places, words
from bot.builtin.router.name_words import words_of
from bot.builtin.router.question import ACCOUNT, CSM, Question
from bot.builtin.router.readers import choice

KINDS = {
    "email": r"e-?mails?|mails?|inbox|in writing",
    "transcript": r"transcripts?|recordings?",
    "call_note": r"call[- ]notes?",
}
_QUOTED = re.compile(r"[\"“]([^\"”]{2,80})[\"”]|(?<!\w)'([^']{3,80})'(?!\w)")
# What stands before the topic; the last of these counts.
_MARKER = re.compile(
    r"\b(?:about|abt|bout|regarding|concerning|re|around|for the words?|the words?|keywords?:?"
    r"|ctrl-f|grep(?: \w+)? for|mention(?:s|ed|ing)?(?: of| the word)?"
    r"|(?:brought|bring|brings|bringing) up|rais(?:e|ed|es|ing)|discuss(?:ed|es|ing)?"
    r"|complain(?:ed|s|ing|t|ts)?(?: about| of)?"
    r"|whin(?:ed|es|ing)(?: about)?|ask(?:ed|s|ing)? for|talk(?:ed|s|ing)?(?: of| about)?"
    r"|sp(?:oke|oken|eak|eaks)(?: of| about)?|sa(?:id|y|ys)(?: anything| something| smth)?"
    r"(?: on| to| over| about)?|w(?:rote|rite|ritten)(?: on| about)?|t(?:ell|old)(?: us)?"
    r"(?: on| about)?|(?:search|look|srch)(?: \w+){0,4}? for"
    r"|(?:notes?|quotes?|anything|verbatims?|emails?|mails?|calls?|transcripts?|feedback|words"
    r"|citation|reaction|protocol|minutes|voc) (?:on|to|about))\b",
    re.I,
)
_CLAUSE = re.compile(r"[,;?!]\s|\s[-–]\s|\. ")
_IN_WHAT = re.compile(
    r"\s+(?:in|on|at|from|during|of|with|by|to|through|across)\s+(?:(?:the|my|our|their|your|any"
    r"|all|whole|entire|last|latest|previous|recent|a|an|yesterdays?|those|these|which|what)\s+)*"
    rf"(?:(?:call|meeting)s?\s+with\s+{ACCOUNT}|calls?|e-?mails?|mails?|meetings?|notes?"
    rf"|transcripts?|conversations?|recordings?|call notes|qbrs?|writing|us|anyone|{ACCOUNT}"
    rf"(?:'s)?(?:\s+(?:calls?|notes?|e-?mails?))?|{CSM}|general|which account|company|portfolio"
    r"|book)\b[\s?.!,]*$",
    re.I,
)
_FRAME = words_of(
    """
    a abt account accounts about again all an and anybody anyone anything any any1 are asked at
    be been book bring brought bit by calls call can citation client clients conversation
    conversations could customer customers dig discuss discussed did do does else email emails
    ever every everybody everyone exact exactly find for from give grep had has have he her his
    how i in instead is it its just kindly last latest lately look mail mails meeting meetings me
    mention mentioned mentions mentioning minutes month my new no not note notes now of on only or
    our out over part passage people place please pls previous pull quote quotes read recent
    recording recordings really say saying says said same search see send she show so some
    somebody someone something speak speaker spoke srch stands still talk talked talking tell that
    the their them then there these they thing this those told topic transcript transcripts up us
    verbatim was we week were what what's whats where which who who's whole whose with word words
    would write written wrote yesterday you your where'd what'd when when'd whos 'd ones one thread
    lol smh ok okay btw like bout in brings passages again conversational discussing today anywhere
    """
) | {ACCOUNT.lower(), CSM.lower(), f"{ACCOUNT.lower()}'s", f"{CSM.lower()}'s"}
# Alone, these are what is asked of, not a topic.
_NO_TOPIC = words_of(
    "most theme themes feedback complaints requests general voc product customers common top"
    " topics points pain wishes gaps asks roadmap features feature"
)
_ASKED_FOR = re.compile(
    r"\b(?:about|abt|on|regarding|re|around|(?:ask(?:s|ed|ing)?|beg(?:ging)?) for|of the"
    r"|wants?(?! to)|needs?(?! to)|with(?= (?:the )?\w+$))\s+"
    r"(?P<topic>(?:the |a |an )?\w[\w/&' -]*)"
    r"|\b(?:behind|asks?)\s+(?:the )?(?P<of>\w[\w/&' -]*?) (?:request|complaint|ask)s?\b",
    re.I,
)
_MONTH_END = re.compile(r"(?:month|week)[- ]end\b", re.I)
_PLACED = re.compile(
    r"\s+(?:in|from|for|among|across|of) (?:the |our |my |all )?(?:"
    + "|".join((places.REGIONS | places.COUNTRIES | words.SEGMENTS).values())
    + r")\b.*$",
    re.I,
)
_SPEAKS = (
    r"(?:ever |also |really |first |last )?(?:sa(?:y|id|ys)|mention(?:s|ed)?|talk(?:s|ed)?|sp(?:eak"
    r"|oke)|br(?:ing|ought) up|wr(?:ite|ote)|t(?:ell|old)|rais(?:e|ed)|complain(?:ed)?|ask(?:ed)?"
    r"|think|feel)"
)
_NAMED_SPEAKER = re.compile(
    rf"\b(?P<who>{ACCOUNT}|{CSM}) {_SPEAKS}\b"
    rf"|\b(?:words|quotes?|by|quote from) (?P<by>{CSM})\b",
)
_kind = choice(KINDS)


def kind(question: Question) -> str | None:
    found = _kind(question)
    return str(found) if found else None


def query(question: Question) -> str | None:
    """The topic in the asker's words, without the question's frame; None where it has none."""
    text = question.unspelt
    quoted = _QUOTED.search(text)
    if quoted:
        return quoted[1] or quoted[2]
    text = _IN_WHAT.sub("", f" {text}".rstrip(" ?!.")).strip()
    markers = list(_MARKER.finditer(text))
    for marker in reversed(markers):
        topic = _trimmed(_CLAUSE.split(text[marker.end() :])[0])
        if topic:
            return topic
    return _trimmed(text[: markers[0].start()] if markers else text, everywhere=True)


def voice_topic(question: Question) -> str | None:
    """The topic of feedback that is asked after; None for all themes."""
    text = _IN_WHAT.sub("", f" {question.unspelt}".rstrip(" ?!.")).strip()
    text = _PLACED.sub("", text)
    for match in _ASKED_FOR.finditer(text):
        topic = _trimmed(match["topic"] or match["of"])
        if topic and not set(topic.lower().split()) <= _NO_TOPIC | _FRAME:
            return topic
    return None


def speaker(question: Question) -> str | None:
    """Whose words: a person named, as typed, who is no account of the list."""
    match = _NAMED_SPEAKER.search(question.text)
    if not match:
        return None
    if match["who"] == ACCOUNT:
        return question.strangers[0] if question.strangers else None
    return question.people_typed[0] if question.people_typed else None


def talked_account(question: Question) -> str | None:
    """The account; a stranger who speaks is a person."""
    if not question.accounts or speaker(question) == question.accounts[0]:
        return None
    return question.accounts[0]


def _trimmed(text: str, *, everywhere: bool = False) -> str | None:
    """Drop the frame's words at both ends, or wherever they stand."""
    tokens = [token.strip(',;:?!.()"“”') for token in text.split()]
    if everywhere:
        tokens = [token for token in tokens if not _is_frame(token)]
    while tokens and _is_frame(tokens[0]) and not _MONTH_END.match(" ".join(tokens)):
        tokens.pop(0)
    while tokens and _is_frame(tokens[-1]):
        tokens.pop()
    return " ".join(tokens) or None


def _is_frame(token: str) -> bool:
    return not token.strip("'-&/") or token.lower() in _FRAME
