"""What an episode can be encoded as, and what each encoder does to its level."""

from __future__ import annotations

from dataclasses import dataclass

from podcaster.errors import UsageError


@dataclass(frozen=True, slots=True)
class Format:
    """A preset of an encoder."""

    rate: int  # Hz
    kbps: int
    arguments: tuple[str, ...]
    loss_db: float = 0.0  # how much quieter it comes out (measured on speech)
    headroom_db: float = 2.0  # how far its peaks may overshoot the limiter
    slack: int = 4  # samples by which the decoded length may differ


# No ID3 by ffmpeg: the tag is ours. LAME scales what it gets by about 0.95.
_MP3 = ("-c:a", "libmp3lame", "-write_id3v2", "0", "-id3v2_version", "0", "-f", "mp3")
_OPUS = ("-c:a", "libopus", "-vbr", "on", "-application", "audio", "-f", "ogg")
_M4B = ("-c:a", "aac", "-movflags", "+faststart", "-f", "ipod")
FORMATS = {
    ".mp3": {
        "small": Format(24_000, 48, _MP3, 0.4),
        "standard": Format(44_100, 64, _MP3, 0.4),
        "high": Format(44_100, 96, _MP3, 0.4, 1.7),
    },
    # AAC ends with whole frames of 1,024 samples, and old decoders keep its first ones.
    ".m4b": {
        "small": Format(32_000, 40, _M4B, slack=4096),
        "standard": Format(44_100, 64, _M4B, slack=4096),
        "high": Format(44_100, 96, _M4B, slack=4096),
    },
    ".opus": {
        "small": Format(48_000, 24, _OPUS, slack=1000),
        "standard": Format(48_000, 40, _OPUS, slack=1000),
        "high": Format(48_000, 64, _OPUS, slack=1000),
    },
}
FORMATS[".m4a"] = FORMATS[".m4b"]  # the same, under the name that podcast apps know; audiobook players want .m4b


def chosen(suffix: str, quality: str) -> Format:
    """The preset for a file with that suffix; MP3 for part files of any other name is not guessed."""
    if suffix not in FORMATS:
        raise UsageError(f"an episode cannot become a {suffix} file", hint=f"one of {', '.join(FORMATS)}")
    return FORMATS[suffix][quality]
