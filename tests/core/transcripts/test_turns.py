"""Words as Recall delivers them, merged into turns that people can read."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.transcripts.turns import COMFORTABLE_LENGTH, LONGEST_TURN, Utterance, Word, join_turns, merge_turns


def says(speaker: str, text: str, start: float | None = 0.0) -> Utterance:
    """One word a second from `start` on."""
    words = [
        Word(word, None if start is None else start + place, None if start is None else start + place + 0.5)
        for place, word in enumerate(text.split())
    ]
    return Utterance(speaker.lower(), speaker, tuple(words))


def test_what_one_person_says_in_several_utterances_is_one_turn() -> None:
    turns = merge_turns([says("Maya", "Good morning."), says("Maya", "Shall we start?", 3), says("Jonas", "Yes.", 8)])

    assert [(turn.speaker, turn.start, turn.text) for turn in turns] == [
        ("Maya", 0.0, "Good morning. Shall we start?"),
        ("Jonas", 8.0, "Yes."),
    ]


def test_after_a_long_silence_the_next_words_have_a_time_of_their_own() -> None:
    turns = merge_turns([says("Maya", "One moment."), says("Maya", "Back again.", 90)])

    assert [turn.start for turn in turns] == [0.0, 90.0]


def test_a_long_speech_is_broken_where_a_sentence_ends() -> None:
    turns = merge_turns([says("Maya", "This is a sentence of seven words. " * 40)])

    assert len(turns) > 1
    assert all(turn.text.endswith("words.") for turn in turns)
    assert all(COMFORTABLE_LENGTH <= len(turn.text) < COMFORTABLE_LENGTH + 40 for turn in turns[:-1])


def test_people_of_one_name_are_told_apart() -> None:
    one, other = Utterance("1", "Alex", (Word("Hi.", 0, 1),)), Utterance("2", "Alex", (Word("Hello.", 1, 2),))

    assert len(merge_turns([one, other])) == 2


def test_who_speaks_into_anothers_words_tears_no_sentence_apart() -> None:
    said = [says("Maya", "We ship on Friday. Then we rest.", 0), says("Jonas", "Yes, on Friday, please.", 1.2)]

    turns = merge_turns(said)

    assert [turn.text for turn in turns] == ["We ship on Friday.", "Yes, on Friday, please.", "Then we rest."]


def test_who_speaks_into_a_speech_without_full_stops_is_put_in_at_a_breath_or_before_long() -> None:
    words = [Word(f"w{second}", second, second + 0.5) for second in range(0, 60)]
    breath = [Word("so", 0, 0.5), Word("well", 5, 5.5)]

    long = merge_turns([Utterance("1", "Maya", tuple(words)), says("Jonas", "but", 30.2)])
    short = merge_turns([Utterance("1", "Maya", tuple(breath)), says("Jonas", "but", 2)])

    assert [turn.speaker for turn in long] == ["Maya", "Jonas", "Maya"]
    assert 30 < long[2].start <= 42
    assert [turn.text for turn in short] == ["so", "but", "well"]


def test_pauses_are_not_talk_time() -> None:
    (turn,) = merge_turns([says("Maya", "One, two.", 0), says("Maya", "Three.", 20)])

    assert (turn.end, turn.spoken_seconds) == (20.5, 2.0)


def test_scripts_without_spaces_are_joined_without() -> None:
    (turn,) = merge_turns([says("佐藤", "新しい 請求書 は 三件 です。 API も 見て ください")])

    assert turn.text == "新しい請求書は三件です。 API も見てください"


def test_words_without_times_stay_where_they_stand() -> None:
    turns = merge_turns([says("Maya", "Good morning.", None), says("Jonas", "Hello.", None)])

    assert [turn.text for turn in turns] == ["Good morning.", "Hello."]


words = st.builds(Word, st.text(max_size=40), st.none() | st.floats(0, 1e5), st.none() | st.floats(0, 1e5))
utterances = st.builds(Utterance, st.sampled_from("123"), st.none() | st.just("Maya"), st.tuples(words, words))


@given(st.lists(utterances, max_size=20))
def test_no_word_is_lost_and_no_turn_is_too_long(said: list[Utterance]) -> None:
    turns = merge_turns(said)

    spoken = sorted(letter for each in said for word in each.words for letter in "".join(word.text.split()))
    assert sorted(letter for turn in turns for letter in "".join(turn.text.split())) == spoken
    assert all(0 < len(turn.text) <= LONGEST_TURN for turn in turns)
    assert [turn.start for turn in turns] == sorted(turn.start for turn in turns)


def test_several_recordings_are_read_one_after_the_other() -> None:
    first, second = merge_turns([says("Maya", "One two.")]), merge_turns([says("Jonas", "Three.", 2)])

    assert [(turn.speaker, turn.start) for turn in join_turns([first, (), second])] == [("Maya", 0.0), ("Jonas", 3.5)]
    assert join_turns([]) == ()
