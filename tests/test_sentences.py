"""People are spoken to in plain American English."""

import re

import pytest

from tests.sentences import Sentence, sentences

# Each with what is said instead.
QUAINT = {
    r"anew": "again",
    r"mend(ed|s)?": "fix",
    r"by itself": "automatically",
    r"somebody|everybody|nobody|anybody": "someone, everyone, no one, anyone",
    r"who(m)?ever": "anyone who, the person who",
    r"any more": "no longer",
    r"at once": "right away",
    r"wants? (a|an|the|people|registration)": "requires",
    r"operators? of this app|your operator": "admin",
    r"cannot": "can't",
    r"coming meetings?": "upcoming meetings",
    r"broke down|breaks down": "crashed",
    r"has run out": "has expired, is out of",
    r"what happened lately": "recent activity",
    r"be so kind|need not|as well as|lest|hence|thus": "plain words",
}
BRITISH = {
    r"organis\w+": "organiz…",
    r"authoris\w+": "authoriz…",
    r"recognis\w+": "recogniz…",
    r"analys(ed|ing)": "analyz…",
    r"colour": "color",
    r"cancell(ed|ing)": "canceled, canceling",
    r"e-mail": "email",
    r"favour\w*": "favor",
    r"behaviour": "behavior",
    r"licence": "license",
    r"programme": "program",
    r"set-up": "setup",
}


def told_of(words: dict[str, str]) -> list[str]:
    pattern = re.compile(rf"(?<![\w-])({'|'.join(words)})(?![\w-])", re.IGNORECASE)
    found = [each for each in sentences() if _is_prose(each) and pattern.search(each.text)]
    return [f"{each.file}:{each.line} {each.text}" for each in found]


def _is_prose(sentence: Sentence) -> bool:
    """Names of steps and log events are no prose: they begin in lower case and do not end."""
    return bool(re.search(r"[A-Z.?:]", sentence.text))


def test_sentences_are_found():
    texts = {each.text for each in sentences()}

    assert "Recall isn't responding." in texts
    assert "Nothing was changed. Open the link again to approve the app." in texts
    assert len(texts) > 500


@pytest.mark.parametrize("words", [QUAINT, BRITISH], ids=["quaint", "british"])
def test_no_sentence_has_words_that_a_native_speaker_would_not_say(words):
    assert told_of(words) == []
