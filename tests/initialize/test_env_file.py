"""Write `.env` so that every other line stays and no one else may read it."""

import pytest

from bot.core.errors import SetupError
from bot.initialize.env_file import read_env_file, write_env_file


def test_every_other_line_stays(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# a comment\nPORT=1\nexport SLACK_BOT_TOKEN=\nSLACK_BOT_TOKEN_OLD=x\n")

    write_env_file(file, {"SLACK_BOT_TOKEN": "xoxb-1", "PORT": "2", "HOST": "0.0.0.0"})

    assert file.read_text() == ("# a comment\nPORT=2\nSLACK_BOT_TOKEN=xoxb-1\nSLACK_BOT_TOKEN_OLD=x\nHOST=0.0.0.0\n")


def test_a_comment_stays_on_its_line_whatever_is_in_it(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# pasted\u2028PORT=9\x0cHOST=x\r\nPORT=1\r\n", encoding="utf-8")

    write_env_file(file, {"PORT": "2"})

    assert file.read_text(encoding="utf-8") == "# pasted\u2028PORT=9\x0cHOST=x\nPORT=2\n"
    assert read_env_file(file) == {"PORT": "2"}


def test_of_several_lines_the_one_that_counts_is_written(tmp_path):
    file = tmp_path / ".env"
    file.write_text("PORT=1\nPORT=2\n")

    write_env_file(file, {"PORT": "3"})

    assert read_env_file(file) == {"PORT": "3"}


def test_an_empty_file_gets_no_empty_line(tmp_path):
    (tmp_path / ".env").touch()

    write_env_file(tmp_path / ".env", {"PORT": "2"})

    assert (tmp_path / ".env").read_text() == "PORT=2\n"


def test_a_file_that_others_could_read_is_its_owners_alone_afterwards(tmp_path):
    file = tmp_path / ".env"
    file.write_text("PORT=1\n")
    file.chmod(0o644)

    write_env_file(file, {"PORT": "2"})

    assert file.stat().st_mode & 0o777 == 0o600


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "shared").write_text("PORT=1\n")
    (tmp_path / ".env").symlink_to(tmp_path / "shared")

    write_env_file(tmp_path / ".env", {"PORT": "2"})

    assert (tmp_path / ".env").is_symlink()
    assert (tmp_path / "shared").read_text() == "PORT=2\n"


@pytest.mark.parametrize("content", [None, "PORT=4000".encode("utf-16")])
def test_what_cannot_be_read_or_written_is_a_set_up_error(tmp_path, content):
    file = tmp_path / ".env"
    file.write_bytes(content) if content else file.mkdir()

    with pytest.raises(SetupError, match=r"\.env"):
        write_env_file(file, {"PORT": "2"})
    assert [path.name for path in tmp_path.iterdir()] == [".env"]
