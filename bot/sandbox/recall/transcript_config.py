"""Define `recording_config.transcript` of Create Bot. https://docs.recall.ai/reference/bot_create"""

from typing import Annotated, Any, Literal, Required

from pydantic import AfterValidator, StringConstraints
from typing_extensions import TypedDict

from bot.sandbox.recall.fields import Metadata, Words, settings, vendor_options

LANGUAGES = frozenset(
    [
        *(
            "auto",
            "bg",
            "ca",
            "cs",
            "da",
            "de",
            "el",
            "en",
            "en_au",
            "en_uk",
            "en_us",
            "es",
            "et",
            "fi",
            "fr",
        ),
        *(
            "hi",
            "hr",
            "hu",
            "id",
            "it",
            "ja",
            "ko",
            "lt",
            "lv",
            "ms",
            "nl",
            "no",
            "pl",
            "pt",
            "ro",
            "ru",
            "sk",
        ),
        *("sv", "th", "tr", "uk", "vi", "zh"),
    ]
)


def _check_language(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f'"{language}" is not a valid choice.')
    return language


Language = Annotated[str, AfterValidator(_check_language)]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^(multi|[a-z]{2}([-_][A-Za-z0-9]{2,6})?)$")]
DeepgramModel = Annotated[str, StringConstraints(pattern=r"^(nova|enhanced|base)(-[0-9a-z]+)*$")]


@settings
class Spelling(TypedDict):
    find: list[Words]
    replace: str


@settings
class RecallaiStreaming(TypedDict, total=False):
    language_code: Language
    mode: Literal["prioritize_accuracy", "prioritize_low_latency"]
    spelling: list[Spelling]
    key_terms: list[Words]
    filter_profanity: bool


def _hurries_in_english_only(options: RecallaiStreaming) -> RecallaiStreaming:
    hurries = options.get("mode") == "prioritize_low_latency"
    if hurries and (options.get("language_code") != "en" or len(options) > 2):
        raise ValueError("prioritize_low_latency supports language_code en only, and no other option.")
    return options


@settings
class MeetingCaptions(TypedDict):
    pass


@vendor_options
class DeepgramStreaming(TypedDict, total=False):
    language: LanguageTag
    model: DeepgramModel


@vendor_options
class AssemblyAsyncChunked(TypedDict, total=False):
    language_code: LanguageTag | None
    language_detection: bool


@settings
class GladiaLanguages(TypedDict, total=False):
    languages: list[LanguageTag]
    code_switching: bool


@vendor_options
class GladiaStreaming(TypedDict, total=False):
    model: Literal["solaria-1"]
    language_config: GladiaLanguages


@vendor_options
class RevStreaming(TypedDict, total=False):
    language: LanguageTag


@vendor_options
class AwsTranscribeStreaming(TypedDict, total=False):
    language_code: LanguageTag
    identify_language: bool
    language_options: Words


def _says_the_language_in_one_way(options: AwsTranscribeStreaming) -> AwsTranscribeStreaming:
    identifies = options.get("identify_language", False) and "language_options" in options
    if ("language_code" in options) == identifies:
        raise ValueError("Give either language_code, or identify_language and language_options.")
    return options


@vendor_options
class SpeechmaticsStreaming(TypedDict):
    language: LanguageTag


@settings
class Provider(TypedDict, total=False):
    """The providers that transcribe only after the call are not among them."""

    recallai_streaming: Annotated[RecallaiStreaming, AfterValidator(_hurries_in_english_only)]
    meeting_captions: MeetingCaptions
    deepgram_streaming: DeepgramStreaming
    assembly_ai_v3_streaming: dict[str, Any]
    assembly_ai_async_chunked: AssemblyAsyncChunked
    gladia_v2_streaming: GladiaStreaming
    rev_streaming: RevStreaming
    aws_transcribe_streaming: Annotated[AwsTranscribeStreaming, AfterValidator(_says_the_language_in_one_way)]
    speechmatics_streaming: SpeechmaticsStreaming


def _one(provider: Provider) -> Provider:
    if len(provider) != 1:
        raise ValueError("Give exactly one transcription provider.")
    return provider


@settings
class Diarization(TypedDict, total=False):
    use_separate_streams_when_available: bool


@settings
class TranscriptConfig(TypedDict, total=False):
    provider: Required[Annotated[Provider, AfterValidator(_one)]]
    diarization: Diarization
    metadata: Metadata
