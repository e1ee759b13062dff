import pytest

from bot.core.errors import SetupError
from bot.recall.base_url import REGIONS, base_url_for, check_base_url


@pytest.mark.parametrize("region", REGIONS)
def test_each_region_has_an_address_that_passes_the_check(region: str) -> None:
    assert base_url_for(region) == check_base_url(base_url_for(region)) == f"https://{region}.recall.ai"


def test_an_unknown_region_is_told_the_known_ones() -> None:
    with pytest.raises(SetupError, match=r"RECALL_REGION.*us-west-2, us-east-1, eu-central-1, ap-northeast-1"):
        base_url_for("eu-west-1")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://us-west-2.recall.ai", "https://us-west-2.recall.ai"),
        (" HTTPS://US-West-2.Recall.AI/ ", "https://us-west-2.recall.ai"),
        ("https://recall.example.com:8443/", "https://recall.example.com:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_is_normalised(text: str, address: str) -> None:
    assert check_base_url(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "us-west-2.recall.ai",
        "https://",
        "https://us-west-2.recall.ai/api/v1",
        "https://us-west-2.recall.ai/?x=1",
        "https://us-west-2.recall.ai/#x",
        "https://key:secret@us-west-2.recall.ai",
        "ftp://us-west-2.recall.ai",
        "https://us-west-2.recall.ai:port",
        "https://us west.example.com",
        "http://[::1",
    ],
)
def test_anything_but_scheme_and_host_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(SetupError, match=("RECALL_API_URL must be just a scheme and a host")) as caught:
        check_base_url(text)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["http://us-west-2.recall.ai", "http://10.0.0.1", "http://localhost.example.com"])
def test_a_key_is_not_sent_in_the_clear_to_another_machine(text: str) -> None:
    with pytest.raises(SetupError, match="https://"):
        check_base_url(text)
