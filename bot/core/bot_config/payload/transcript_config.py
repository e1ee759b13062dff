"""Validate `recording_config.transcript`: which provider writes it. https://docs.recall.ai/docs/bot-transcription"""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bot.core.bot_config.payload.transcript_providers import (
    AssemblyChunked,
    AssemblyStreaming,
    AwsTranscribe,
    Deepgram,
    Gladia,
    Rev,
    Speechmatics,
)
from bot.core.bot_config.payload.types import Metadata, Payload, Text, combination_error
from bot.core.bot_config.problems import suggest_name
from bot.core.bot_config.settings import LANGUAGES


class Spelling(Payload):
    find: list[Text]
    replace: Text


def _check_language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"`{code}` isn't a language that Recall.ai can transcribe; {suggest_name(code, LANGUAGES)}")
    return code


class RecallaiStreaming(Payload):
    """https://docs.recall.ai/docs/recallai-transcription"""

    language_code: Annotated[str, AfterValidator(_check_language)] = "auto"
    mode: Literal["prioritize_accuracy", "prioritize_low_latency"] = "prioritize_accuracy"
    spelling: list[Spelling] = Field(default_factory=list)
    key_terms: list[Text] = Field(default_factory=list)
    filter_profanity: bool = False

    @model_validator(mode="after")
    def _check_low_latency(self) -> Self:
        has_options = self.spelling or self.key_terms or self.filter_profanity
        if self.mode == "prioritize_low_latency" and (self.language_code != "en" or has_options):
            raise combination_error("prioritize_low_latency requires language_code `en` and takes no other option.")
        return self


class MeetingCaptions(Payload):
    """The platform's own captions: there is nothing to choose."""


class TranscriptProvider(Payload):
    """Exactly one: what Recall does with two is not documented."""

    recallai_streaming: RecallaiStreaming | None = None
    meeting_captions: MeetingCaptions | None = None
    assembly_ai_async_chunked: AssemblyChunked | None = None
    assembly_ai_v3_streaming: AssemblyStreaming | None = None
    aws_transcribe_streaming: AwsTranscribe | None = None
    deepgram_streaming: Deepgram | None = None
    gladia_v2_streaming: Gladia | None = None
    rev_streaming: Rev | None = None
    speechmatics_streaming: Speechmatics | None = None

    @model_validator(mode="before")
    @classmethod
    def _refuse_async_provider(cls, data: Any) -> Any:
        """Recall may take an `*_async` provider here and write no transcript at all."""
        for name in data if isinstance(data, dict) else ():
            if str(name).endswith("_async"):
                hint = suggest_name(str(name).removesuffix("_async") + "_streaming", cls.model_fields)
                raise ValueError(f"`{name}` only works after a meeting, not with a bot; {hint}")
        return data

    @model_validator(mode="after")
    def _check_one_provider(self) -> Self:
        if len(self.model_fields_set) > 1:
            raise ValueError("must contain exactly one provider.")
        if not any(getattr(self, name) is not None for name in self.model_fields_set):
            raise combination_error("must contain exactly one provider, for example `recallai_streaming: {}`.")
        return self


class Diarization(Payload):
    use_separate_streams_when_available: bool = False


class TranscriptConfig(Payload):
    provider: TranscriptProvider
    diarization: Diarization = Diarization()
    metadata: Metadata = Field(default_factory=dict)
