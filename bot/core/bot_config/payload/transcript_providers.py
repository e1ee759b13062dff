"""Check the option names of other vendors' transcription; the vendor checks their values.

https://docs.recall.ai/docs/ai-transcription
"""

from typing import Annotated

from pydantic import AfterValidator, JsonValue

from bot.core.bot_config.problems import suggest_name

Options = dict[str, JsonValue]


def _allow_only(names: str) -> AfterValidator:
    known = names.split()

    def check(options: Options) -> Options:
        for name in options:
            if name not in known:
                raise ValueError(f"`{name}` isn't known here; {suggest_name(name, known)}")
        return options

    return AfterValidator(check)


def _check_language_source(options: Options) -> Options:
    is_fixed = "language_code" in options
    is_found_out = options.get("identify_language") is True and bool(options.get("language_options"))
    if is_fixed == is_found_out:
        raise ValueError("requires either `language_code`, or `identify_language: true` with `language_options`.")
    return options


def _check_language(options: Options) -> Options:
    if not options.get("language"):
        raise ValueError("requires a `language`.")
    return options


AssemblyChunked = Annotated[
    Options,
    _allow_only(
        "language_code language_detection language_confidence_threshold speech_model punctuate format_text"
        " disfluencies multichannel dual_channel auto_highlights audio_start_from audio_end_at word_boost"
        " boost_param filter_profanity redact_pii redact_pii_audio redact_pii_audio_quality"
        " redact_pii_policies redact_pii_sub speaker_labels speakers_expected content_safety"
        " content_safety_confidence iab_categories custom_spelling keyterms_prompt prompt sentiment_analysis"
        " auto_chapters entity_detection speech_threshold summarization summary_model summary_type"
        " custom_topics topics"
    ),
]
AssemblyStreaming = Annotated[
    Options,
    _allow_only(
        "format_turns end_of_turn_confidence_threshold min_end_of_turn_silence_when_confident max_turn_silence"
    ),
]
AwsTranscribe = Annotated[
    Options,
    _allow_only(
        "language_code identify_language language_options preferred_language region vocabulary_name"
        " vocabulary_names vocabulary_filter_name vocabulary_filter_names vocabulary_filter_method"
        " enable_partial_results_stabilization partial_results_stability content_identification_type"
        " content_redaction_type pii_entity_types language_model_name"
    ),
    AfterValidator(_check_language_source),
]
Deepgram = Annotated[
    Options,
    _allow_only(
        "diarize dictation endpointing extra filler_words interim_results keyterm keywords language"
        " mip_opt_out model multichannel numerals profanity_filter punctuate redact replace search"
        " smart_format tag utterance_end_ms vad_events version"
    ),
]
Gladia = Annotated[
    Options,
    _allow_only(
        "custom_metadata model endpointing maximum_duration_without_endpointing language_config"
        " pre_processing realtime_processing post_processing messages_config callback callback_config"
    ),
]
Rev = Annotated[
    Options,
    _allow_only(
        "language transcriber metadata filter_profanity obscure_expletives remove_disfluencies"
        " detailed_partials custom_vocabulary_id delete_after delete_after_seconds"
        " max_segment_duration_seconds max_connection_wait_seconds allow_interruption enable_speaker_switch"
        " start_ts skip_postprocessing priority user_agent audio_options._content_type audio_options._layout"
        " audio_options._rate audio_options._format audio_options._channels"
    ),
]
Speechmatics = Annotated[
    Options,
    _allow_only(
        "language domain output_locale additional_vocab diarization max_delay max_delay_mode"
        " enable_partials enable_entities operating_point punctuation_overrides conversation_config"
        " speaker_diarization_config audio_filtering_config transcript_filtering_config"
    ),
    AfterValidator(_check_language),
]
